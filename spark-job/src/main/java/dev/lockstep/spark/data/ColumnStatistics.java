package dev.lockstep.spark.data;

import dev.lockstep.feature.FeatureColumn;
import dev.lockstep.feature.FeatureColumn.Numeric.Source;
import dev.lockstep.feature.FeatureSchema;
import dev.lockstep.feature.MissingValues;
import dev.lockstep.feature.Vocabulary;
import dev.lockstep.shard.Moments;
import dev.lockstep.shard.Standardizer;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What has to be known of a feature column's training values before it can be encoded. Mergeable
 * over parts of the table.
 */
abstract sealed class ColumnStatistics implements Serializable {
  private static final long serialVersionUID = 1;

  /** Fewer values than these may all differ by chance. */
  private static final int UNIQUE_VALUES = 20;

  /** What stands for bytes that are no character. */
  private static final char UNREADABLE = '\uFFFD';

  /** How a column is to be encoded. */
  record Encoding(String name, boolean standardize, MissingValues missing) {}

  abstract void merge(ColumnStatistics other);

  /** Gives back what memory collecting took, before the statistics are kept or shipped. */
  void pack() {}

  /** The column of the feature schema. */
  abstract FeatureColumn column(Encoding encoding);

  private static Standardizer standardizer(Encoding encoding, Moments moments) {
    return encoding.standardize() ? Standardizer.of(moments) : Standardizer.none();
  }

  /** The training mean; throws IllegalArgumentException where there is none. */
  private static double imputed(String name, Moments moments) {
    if (moments.count() == 0) {
      throw new IllegalArgumentException("nothing is known to impute in the column '" + name + "'");
    }
    return Standardizer.of(moments).mean();
  }

  /** Of a column of numbers or booleans. */
  static final class OfNumbers extends ColumnStatistics {
    private static final long serialVersionUID = 1;

    final Moments moments = new Moments();
    private final boolean bool;

    OfNumbers(boolean bool) {
      this.bool = bool;
    }

    @Override
    void merge(ColumnStatistics other) {
      moments.merge(((OfNumbers) other).moments);
    }

    @Override
    void pack() {
      moments.pack();
    }

    @Override
    FeatureColumn column(Encoding encoding) {
      boolean imputes = encoding.missing() == MissingValues.IMPUTE;
      return new FeatureColumn.Numeric(
          encoding.name(),
          bool ? Source.BOOLEAN : Source.NUMBER,
          standardizer(encoding, moments),
          imputes ? OptionalDouble.of(imputed(encoding.name(), moments)) : OptionalDouble.empty());
    }
  }

  /** Of a column of categories. */
  static final class OfCategories extends ColumnStatistics {
    private static final long serialVersionUID = 1;

    final TreeSet<String> categories = new TreeSet<>();
    private final int most;
    private long values;
    private long numbers;
    private long formatted;
    private @Nullable String noNumber;
    private @Nullable String where;

    OfCategories(int most) {
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
      add(category);
    }

    private void add(String category) {
      // One more than allowed is enough to tell that there are too many.
      if (categories.size() <= most) {
        categories.add(category);
      }
    }

    @Override
    void merge(ColumnStatistics other) {
      OfCategories more = (OfCategories) other;
      more.categories.forEach(this::add);
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
      return categories.stream().anyMatch(category -> category.indexOf(UNREADABLE) >= 0);
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
                categories.stream().limit(5).toList()));
      }
      if (categories.isEmpty()) {
        throw new IllegalArgumentException("the column '" + encoding.name() + "' has no category");
      }
      return new FeatureColumn.Categorical(
          encoding.name(),
          new Vocabulary<>(categories),
          encoding.missing() == MissingValues.IMPUTE);
    }
  }

  /**
   * Of a column of arrays or vectors, all of one width. Nothing is kept of an element that is 0.
   */
  static final class OfVectors extends ColumnStatistics {
    private static final long serialVersionUID = 1;

    private long vectors;
    private @Nullable Moments[] nonzero = new Moments[0];
    private long[] missing = new long[0];

    /** Throws BadValueException if other rows have vectors of another width. */
    void checkWidth(int width) {
      if (nonzero.length == 0) {
        nonzero = new Moments[width];
      }
      if (nonzero.length != width) {
        throw new BadValueException(
            String.format(
                Locale.ROOT,
                "an array of %d elements where other rows have %d; all arrays of a column must have the same number",
                width,
                nonzero.length));
      }
    }

    /** Adds a row's vector; an element that is NaN is missing. */
    void add(double[] elements) {
      checkWidth(elements.length);
      vectors++;
      for (int i = 0; i < elements.length; i++) {
        double x = elements[i];
        if (Double.isNaN(x)) {
          addMissing(i, 1);
        } else if (x != 0) {
          Moments moments = nonzero[i];
          if (moments == null) {
            moments = Moments.ofMany();
            nonzero[i] = moments;
          }
          moments.add(x);
        }
      }
    }

    private void addMissing(int element, long count) {
      if (missing.length == 0) {
        missing = new long[nonzero.length];
      }
      missing[element] += count;
    }

    /** Of one element, its zeros counted. */
    Moments moments(int element) {
      Moments all = new Moments();
      Moments some = nonzero[element];
      if (some != null) {
        all.merge(some);
      }
      all.addZeros(vectors - all.count() - (missing.length == 0 ? 0 : missing[element]));
      return all;
    }

    /** What brings each element to mean 0 and deviation 1. */
    List<Standardizer> standardizers() {
      return IntStream.range(0, nonzero.length).mapToObj(i -> Standardizer.of(moments(i))).toList();
    }

    /** The mean of each element. */
    List<Double> means() {
      return IntStream.range(0, nonzero.length).mapToObj(i -> moments(i).mean()).toList();
    }

    @Override
    void merge(ColumnStatistics other) {
      OfVectors others = (OfVectors) other;
      if (others.nonzero.length == 0) {
        return;
      }
      checkWidth(others.nonzero.length);
      vectors += others.vectors;
      for (int i = 0; i < nonzero.length; i++) {
        Moments theirs = others.nonzero[i];
        Moments mine = nonzero[i];
        if (mine == null) {
          nonzero[i] = theirs;
        } else if (theirs != null) {
          mine.merge(theirs);
        }
      }
      for (int i = 0; i < others.missing.length; i++) {
        addMissing(i, others.missing[i]);
      }
    }

    @Override
    void pack() {
      for (Moments moments : nonzero) {
        if (moments != null) {
          moments.pack();
        }
      }
    }

    @Override
    FeatureColumn column(Encoding encoding) {
      if (nonzero.length > FeatureSchema.MAX_WIDTH) {
        throw new BadDataException(
            String.format(
                Locale.ROOT,
                "the column '%s' has vectors of %,d elements; at most %,d are possible: exclude it, or hash it to fewer",
                encoding.name(),
                nonzero.length,
                FeatureSchema.MAX_WIDTH));
      }
      List<Standardizer> standardizers = new ArrayList<>(nonzero.length);
      List<Double> imputed = new ArrayList<>();
      for (int i = 0; i < nonzero.length; i++) {
        Moments moments = moments(i);
        standardizers.add(standardizer(encoding, moments));
        if (encoding.missing() == MissingValues.IMPUTE) {
          imputed.add(imputed(encoding.name() + "[" + i + "]", moments));
        }
      }
      return new FeatureColumn.Vector(encoding.name(), standardizers, imputed);
    }
  }
}
