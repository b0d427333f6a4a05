package dev.lockstep.spark.table.statistics;

import dev.lockstep.feature.FeatureColumn;
import dev.lockstep.feature.FeatureSchema;
import dev.lockstep.feature.MissingValues;
import dev.lockstep.feature.value.BadValueException;
import dev.lockstep.shard.Moments;
import dev.lockstep.shard.QuantileSketch;
import dev.lockstep.shard.Scaling;
import dev.lockstep.shard.Standardizer;
import dev.lockstep.spark.table.BadDataException;
import dev.lockstep.spark.table.read.FeatureReader;
import dev.lockstep.spark.table.value.VectorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a column of arrays or vectors, all of one width. Nothing is kept of an element
 * that is 0.
 */
final class VectorStatistics extends ColumnStatistics {
  private static final long serialVersionUID = 1;

  private final Wanted wanted;
  private long vectors;
  private @Nullable Moments[] nonzero = new Moments[0];
  private @Nullable QuantileSketch[] sketches = new QuantileSketch[0];
  private long[] missing = new long[0];

  VectorStatistics() {
    this(Wanted.MOMENTS);
  }

  VectorStatistics(Wanted wanted) {
    this.wanted = wanted;
  }

  /** Throws BadValueException if other rows have vectors of another width. */
  void checkWidth(int width) {
    if (nonzero.length == 0) {
      nonzero = new Moments[width];
      sketches = new QuantileSketch[wanted == Wanted.MOMENTS ? 0 : width];
    }
    if (nonzero.length != width) {
      throw new BadValueException(
          String.format(
              Locale.ROOT,
              "an array of %d elements where other rows have %d; all arrays of a column must have the same number",
              width,
              nonzero.length));
    }
    if (wanted == Wanted.QUANTILES && width > Wanted.MOST_TOGETHER) {
      throw new BadValueException(
          String.format(
              Locale.ROOT,
              "an array of %,d elements, whose quantiles data.scale: robust takes; those of at most %,d can be known",
              width,
              Wanted.MOST_TOGETHER));
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
        if (sketches.length > 0) {
          sketch(i).add(x, 1);
        }
      }
    }
  }

  private QuantileSketch sketch(int element) {
    QuantileSketch sketch = sketches[element];
    if (sketch == null) {
      sketch = Objects.requireNonNull(wanted.sketch(sketches.length));
      sketches[element] = sketch;
    }
    return sketch;
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
    all.addZeros(zeros(element, all.count()));
    return all;
  }

  private long zeros(int element, long others) {
    return vectors - others - (missing.length == 0 ? 0 : missing[element]);
  }

  /** The values of one element, its zeros counted; null if their moments are enough. */
  private @Nullable QuantileSketch values(int element) {
    if (sketches.length == 0) {
      return null;
    }
    QuantileSketch all = Objects.requireNonNull(wanted.sketch(sketches.length));
    all.merge(sketch(element));
    all.add(0, zeros(element, all.count()));
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
  boolean collect(
      FeatureReader feature, InternalRow row, RowHashes hashes, Supplier<String> where) {
    double[] elements = ((FeatureReader.OfVector) feature).vector(row);
    hashes.add(elements);
    if (elements == null) {
      return false;
    }
    add(elements);
    return !VectorType.lacksElements(elements);
  }

  @Override
  boolean check(FeatureReader feature, InternalRow row, RowHashes hashes) {
    double[] elements = ((FeatureReader.OfVector) feature).vector(row);
    hashes.add(elements);
    if (elements == null) {
      return false;
    }
    checkWidth(elements.length);
    return !VectorType.lacksElements(elements);
  }

  @Override
  void merge(ColumnStatistics other) {
    VectorStatistics others = (VectorStatistics) other;
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
    for (int i = 0; i < sketches.length; i++) {
      QuantileSketch theirs = others.sketches[i];
      if (theirs != null) {
        sketch(i).merge(theirs);
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
    for (QuantileSketch sketch : sketches) {
      if (sketch != null) {
        sketch.settle();
      }
    }
  }

  @Override
  long quantileBytes() {
    return Arrays.stream(sketches).filter(Objects::nonNull).mapToLong(QuantileSketch::bytes).sum();
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
    List<Scaling> scalings = new ArrayList<>(nonzero.length);
    List<Double> imputed = new ArrayList<>();
    for (int i = 0; i < nonzero.length; i++) {
      Moments moments = moments(i);
      scalings.add(encoding.scaling(moments, values(i)));
      if (encoding.missing() == MissingValues.IMPUTE) {
        imputed.add(imputed(encoding.name() + "[" + i + "]", moments));
      }
    }
    return new FeatureColumn.Vector(encoding.name(), scalings, imputed);
  }
}
