package dev.lockstep.spark.data;

import dev.lockstep.data.Moments;
import dev.lockstep.data.Standardizer;
import dev.lockstep.model.FeatureColumn;
import dev.lockstep.model.FeatureColumn.Numeric.Source;
import dev.lockstep.model.MissingValues;
import dev.lockstep.model.Vocabulary;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What has to be known of a feature column's training values before it can be encoded. Mergeable
 * over parts of the table.
 */
abstract sealed class ColumnStatistics implements Serializable {
  private static final long serialVersionUID = 1;

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

    OfCategories(int most) {
      this.most = most;
    }

    void add(String category) {
      // One more than allowed is enough to tell that there are too many.
      if (categories.size() <= most) {
        categories.add(category);
      }
    }

    @Override
    void merge(ColumnStatistics other) {
      ((OfCategories) other).categories.forEach(this::add);
    }

    @Override
    FeatureColumn column(Encoding encoding) {
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
