package dev.lockstep.spark.config;

import dev.lockstep.shard.Scaling;
import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How numbers become features: how they are scaled, and what is encoded. */
public record NumbersConfig(Scale scale, Optional<Encode> encode) {
  /**
   * A kind of scaling for each column.
   *
   * @param columns those of another kind than the others
   */
  public record Scale(Scaling.Kind others, Map<String, Scaling.Kind> columns) {
    public Scale {
      columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    }

    /** That of a column. */
    public Scaling.Kind of(String column) {
      return columns.getOrDefault(column, others);
    }
  }

  /**
   * Which columns are encoded, and into what.
   *
   * @param columns empty for all columns of numbers
   */
  public record Encode(Optional<List<String>> columns, PiecewiseLinear piecewiseLinear) {
    public Encode {
      columns = columns.map(List::copyOf);
    }
  }

  /**
   * Fill levels of bins between quantiles.
   *
   * @param bins of each column at most, at least 2
   * @param scaled whether the scaled number is a feature too
   */
  public record PiecewiseLinear(int bins, boolean scaled) implements Serializable {
    /** Of bins that are narrower quantiles tell little. */
    public static final int MOST_BINS = 1 << 12;

    public PiecewiseLinear {
      if (bins < 2 || bins > MOST_BINS) {
        throw new IllegalArgumentException("bins must be 2 to " + MOST_BINS + ", not " + bins);
      }
    }
  }

  /** All numbers standardized, or left as they are; none encoded. */
  public static NumbersConfig standardized(boolean standardize) {
    Scaling.Kind kind = standardize ? Scaling.Kind.STANDARD : Scaling.Kind.NONE;
    return new NumbersConfig(new Scale(kind, Map.of()), Optional.empty());
  }

  /** The bins of a column of numbers, or null if it is not encoded. */
  public @Nullable PiecewiseLinear bins(String column) {
    return encode
        .filter(all -> all.columns().map(names -> names.contains(column)).orElse(true))
        .map(Encode::piecewiseLinear)
        .orElse(null);
  }
}
