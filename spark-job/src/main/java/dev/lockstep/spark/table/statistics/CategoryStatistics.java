package dev.lockstep.spark.table.statistics;

import dev.lockstep.feature.FeatureColumn;
import dev.lockstep.feature.MissingValues;
import dev.lockstep.feature.Vocabulary;
import dev.lockstep.feature.value.TextShape;
import dev.lockstep.spark.table.BadDataException;
import dev.lockstep.spark.table.read.FeatureReader;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** What is known of a column of categories. */
final class CategoryStatistics extends ColumnStatistics {
  private static final long serialVersionUID = 1;

  /** Fewer values than these may all differ by chance. */
  private static final int UNIQUE_VALUES = 20;

  /** What stands for bytes that are no character. */
  private static final char UNREADABLE = '\uFFFD';

  /** The categories, and how often each occurs. */
  final TreeMap<String, long[]> categories = new TreeMap<>();

  private final int most;
  private long values;
  private long numbers;
  private long formatted;
  private @Nullable String noNumber;
  private @Nullable String where;

  CategoryStatistics(int most) {
    this.most = most;
  }

  /** Adds a value that is found there. */
  void add(String category, Supplier<String> place) {
    values++;
    if (TextShape.NUMBER.fits(category)) {
      numbers++;
    } else {
      formatted += TextShape.isFormattedNumber(category) ? 1 : 0;
      if (noNumber == null) {
        noNumber = category;
        where = place.get();
      }
    }
    add(category, 1);
  }

  private void add(String category, long rows) {
    // One more than allowed is enough to tell that there are too many.
    if (categories.size() <= most || categories.containsKey(category)) {
      categories.computeIfAbsent(category, first -> new long[1])[0] += rows;
    }
  }

  @Override
  boolean collect(
      FeatureReader feature, InternalRow row, RowHashes hashes, Supplier<String> where) {
    UTF8String category = ((FeatureReader.OfCategory) feature).category(row);
    hashes.add(category);
    if (category == null) {
      return false;
    }
    add(category.toString(), where);
    return true;
  }

  @Override
  boolean check(FeatureReader feature, InternalRow row, RowHashes hashes) {
    UTF8String category = ((FeatureReader.OfCategory) feature).category(row);
    hashes.add(category);
    return category != null;
  }

  @Override
  void merge(ColumnStatistics other) {
    CategoryStatistics more = (CategoryStatistics) other;
    more.categories.forEach((category, rows) -> add(category, rows[0]));
    values += more.values;
    numbers += more.numbers;
    formatted += more.formatted;
    if (noNumber == null) {
      noNumber = more.noNumber;
      where = more.where;
    }
  }

  /** Why the values should perhaps be numbers, and what to do; null if they should not. */
  @Nullable String doubt(String name) {
    if (isFormattedNumbers()) {
      return formattedNumbers(name);
    }
    return noNumber != null && 2 * numbers > values ? mostlyNumbers(name) : null;
  }

  /** Whether most values are numbers as people write them, which programs do not. */
  private boolean isFormattedNumbers() {
    return formatted > 0 && 2 * (numbers + formatted) > values;
  }

  private String formattedNumbers(String name) {
    return String.format(
        Locale.ROOT,
        "the column '%s' is text, though most of its %,d values look like numbers: '%s', in %s, is none; write them without thousands"
            + " separators, decimal commas and percent signs, or say that they are categories: data.categorical: ['%s']",
        name,
        values,
        TextShape.shorten(String.valueOf(noNumber)),
        where,
        name);
  }

  /** Whether there are more than may become features. */
  boolean isTooMany() {
    return categories.size() > most;
  }

  /** Whether some text was not in the encoding that the table was read in. */
  boolean isGarbled() {
    return categories.keySet().stream().anyMatch(category -> category.indexOf(UNREADABLE) >= 0);
  }

  /** Whether there are nearly as many categories as rows, so that they tell rows apart. */
  boolean isNearlyUnique() {
    return values >= UNIQUE_VALUES && 10L * categories.size() > 9 * values;
  }

  private String mostlyNumbers(String name) {
    return String.format(
        Locale.ROOT,
        "the column '%s' is text, though %,d of its %,d values are numbers: '%s' is none, in %s; data.missing_values: ['%s'] makes"
            + " that a missing value, data.numeric: ['%s'] insists on numbers, data.categorical: ['%s'] on categories",
        name,
        numbers,
        values,
        TextShape.shorten(String.valueOf(noNumber)),
        where,
        TextShape.shorten(String.valueOf(noNumber)),
        name,
        name);
  }

  /** What can be said of nearly as many categories as values, and what to do. */
  String nearlyUnique(String name) {
    return String.format(
        Locale.ROOT,
        "the column '%s' has %,d different texts in %,d rows, each of which becomes a feature: if it tells rows apart rather than"
            + " groups of them, leave it out: data.exclude: ['%s']",
        name,
        categories.size(),
        values,
        name);
  }

  @Override
  FeatureColumn column(Encoding encoding) {
    String doubt = categories.size() > most ? doubt(encoding.name()) : null;
    if (doubt != null) {
      throw new BadDataException(doubt);
    }
    if (categories.size() > most) {
      throw new BadDataException(
          String.format(
              Locale.ROOT,
              "the column '%s' has more than %,d distinct values, such as %s; raise data.max_categories, exclude the column, or,"
                  + " if it should hold numbers, look for the values that are none",
              encoding.name(),
              most,
              categories.keySet().stream().limit(5).toList()));
    }
    if (categories.isEmpty()) {
      throw new IllegalArgumentException("the column '" + encoding.name() + "' has no category");
    }
    return new FeatureColumn.Categorical(
        encoding.name(),
        new Vocabulary<>(categories.keySet()),
        encoding.missing() == MissingValues.IMPUTE);
  }
}
