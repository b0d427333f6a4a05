package dev.lockstep.spark.table.statistics;

import dev.lockstep.feature.FeatureColumn;
import dev.lockstep.feature.MissingValues;
import dev.lockstep.feature.Vocabulary;
import dev.lockstep.feature.value.TextShape;
import dev.lockstep.spark.table.BadDataException;
import dev.lockstep.spark.table.read.FeatureReader;
import dev.lockstep.spark.table.value.TextMemo;
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
  private transient @Nullable TextMemo<Known> memo;

  CategoryStatistics(int most) {
    this.most = most;
  }

  /** What a text is. */
  private static final class Known {
    static final Known MISSING = new Known("", false, false, null);

    private final String category;
    private final boolean number;
    private final boolean formatted;

    /** Of the rows with it; null where there are too many categories to count. */
    private final long @Nullable [] count;

    Known(String category, boolean number, boolean formatted, long @Nullable [] count) {
      this.category = category;
      this.number = number;
      this.formatted = formatted;
      this.count = count;
    }

    boolean isMissing() {
      return this == MISSING;
    }
  }

  private Known known(FeatureReader.OfCategory feature, UTF8String text) {
    return feature.isMissing(text) ? Known.MISSING : known(text.toString());
  }

  private Known known(String category) {
    boolean number = TextShape.NUMBER.fits(category);
    boolean formatted = !number && TextShape.isFormattedNumber(category);
    return new Known(category, number, formatted, count(category));
  }

  /** Adds a value that is found there. */
  void add(String category, Supplier<String> place) {
    add(known(category), place);
  }

  private void add(Known category, Supplier<String> place) {
    values++;
    numbers += category.number ? 1 : 0;
    formatted += category.formatted ? 1 : 0;
    if (noNumber == null && !category.number) {
      noNumber = category.category;
      where = place.get();
    }
    long[] count = category.count;
    if (count != null) {
      count[0]++;
    }
  }

  /** Where the rows of a category are counted. */
  private long @Nullable [] count(String category) {
    // One more than allowed is enough to tell that there are too many.
    return categories.size() <= most || categories.containsKey(category)
        ? categories.computeIfAbsent(category, first -> new long[1])
        : null;
  }

  @Override
  boolean collect(
      FeatureReader feature, InternalRow row, RowHashes hashes, Supplier<String> where) {
    Known known = read(feature, row, hashes);
    if (!known.isMissing()) {
      add(known, where);
    }
    return !known.isMissing();
  }

  @Override
  boolean check(FeatureReader feature, InternalRow row, RowHashes hashes) {
    FeatureReader.OfCategory reader = (FeatureReader.OfCategory) feature;
    UTF8String text = reader.text(row);
    boolean missing = text == null || reader.isMissing(text);
    hashes.add(missing ? null : text);
    return !missing;
  }

  private Known read(FeatureReader feature, InternalRow row, RowHashes hashes) {
    FeatureReader.OfCategory reader = (FeatureReader.OfCategory) feature;
    UTF8String text = reader.text(row);
    Known known = text == null ? Known.MISSING : memo(reader).of(text);
    hashes.add(known.isMissing() ? null : text);
    return known;
  }

  private TextMemo<Known> memo(FeatureReader.OfCategory reader) {
    TextMemo<Known> known = memo;
    if (known == null) {
      known = new TextMemo<>(text -> known(reader, text));
      memo = known;
    }
    return known;
  }

  @Override
  void merge(ColumnStatistics other) {
    CategoryStatistics more = (CategoryStatistics) other;
    more.categories.forEach(
        (category, rows) -> {
          long[] count = count(category);
          if (count != null) {
            count[0] += rows[0];
          }
        });
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
