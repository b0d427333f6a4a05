package dev.lockstep.feature;

import dev.lockstep.feature.FeatureColumn.Numeric;
import dev.lockstep.shard.Expansion;
import dev.lockstep.shard.FillLevels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a table's columns become the feature vector x: one after the other, in this order. It travels
 * inside the model, so that scoring repeats exactly what training did.
 *
 * @param missingTexts texts that stand for a missing value, beside none at all and NaN
 * @param weight the column of the examples' weights in training, if any; scoring does not need it
 */
public record FeatureSchema(
    List<FeatureColumn> columns,
    MissingValues missing,
    List<String> missingTexts,
    Optional<String> weight) {
  /** Most elements of x: a row of 4 MiB. A corrupt width must not take all memory. */
  public static final int MAX_WIDTH = 1 << 20;

  public FeatureSchema {
    columns = List.copyOf(columns);
    missingTexts = List.copyOf(missingTexts);
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("a feature schema needs at least 1 column");
    }
    Set<String> names = new HashSet<>();
    for (FeatureColumn column : columns) {
      if (!names.add(column.name())) {
        throw new IllegalArgumentException(
            "the column '" + column.name() + "' occurs twice among the features");
      }
      if (missing == MissingValues.IMPUTE && !column.imputes()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "the policy for missing values is impute, but the column '%s' has nothing to impute",
                column.name()));
      }
    }
    if (weight.filter(names::contains).isPresent()) {
      throw new IllegalArgumentException(
          "the weight column '" + weight.get() + "' is among the features");
    }
    width(columns);
  }

  /** Columns whose missing values are no texts of their own. */
  public FeatureSchema(
      List<FeatureColumn> columns, MissingValues missing, Optional<String> weight) {
    this(columns, missing, List.of(), weight);
  }

  /** Number of elements of x. */
  public int width() {
    return width(columns);
  }

  private static int width(List<FeatureColumn> columns) {
    long width = columns.stream().mapToLong(FeatureColumn::width).sum();
    checkWidth(width);
    return (int) width;
  }

  /** Throws IllegalArgumentException if columns have more elements together than a row may have. */
  public static void checkWidth(long width) {
    if (width > MAX_WIDTH) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the features have %,d elements together; at most %,d are possible",
              width,
              MAX_WIDTH));
    }
  }

  /** Where each column's elements begin in a packed row. */
  public int[] offsets() {
    int[] offsets = new int[columns.size()];
    for (int i = 1; i < offsets.length; i++) {
      offsets[i] = offsets[i - 1] + columns.get(i - 1).packedWidth();
    }
    return offsets;
  }

  /** What makes x of a packed row. */
  public Expansion expansion() {
    int[] offsets = offsets();
    Map<Integer, FillLevels> encoded = new HashMap<>();
    for (int i = 0; i < offsets.length; i++) {
      if (columns.get(i) instanceof Numeric number && number.encoding().isPresent()) {
        encoded.put(offsets[i], number.levels().orElseThrow());
      }
    }
    int packed = columns.stream().mapToInt(FeatureColumn::packedWidth).sum();
    return new Expansion(packed, encoded);
  }

  /** The names of the columns, in order. */
  public List<String> columnNames() {
    return columns.stream().map(FeatureColumn::name).toList();
  }

  /** One name for each element of x. */
  public List<String> featureNames() {
    List<String> names = new ArrayList<>();
    columns.forEach(column -> names.addAll(column.featureNames()));
    return List.copyOf(names);
  }
}
