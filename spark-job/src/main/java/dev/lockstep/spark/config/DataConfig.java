package dev.lockstep.spark.config;

import dev.lockstep.model.MissingValues;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The table to learn from: where it is, which columns count, and how they become features. */
public record DataConfig(Format format, Source source, Columns columns, Preparation preparation) {

  /** A Spark data source and its options. */
  public record Format(String name, Map<String, String> options) {
    public Format {
      options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }

    /** A format with the options it has unless others are given. */
    public static Format withDefaults(String name, Map<String, String> given) {
      Map<String, String> options =
          new LinkedHashMap<>(DataKeys.FORMAT_OPTIONS.getOrDefault(name, Map.of()));
      options.putAll(given);
      return new Format(name, options);
    }
  }

  /** Where the splits come from. */
  public sealed interface Source {}

  /** One table, split by a hash of each row's content; what the fractions leave is trained on. */
  public record Fractions(List<String> paths, double dev, double test) implements Source {
    public Fractions {
      paths = List.copyOf(paths);
      if (!(dev >= 0 && test >= 0 && dev + test < 1)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "fractions of dev and test must be at least 0 with a sum below 1, not %s and %s",
                dev,
                test));
      }
    }
  }

  /** A table for each split; no paths, no split. */
  public record Splits(List<String> train, List<String> dev, List<String> test) implements Source {
    public Splits {
      train = List.copyOf(train);
      dev = List.copyOf(dev);
      test = List.copyOf(test);
      if (train.isEmpty()) {
        throw new IllegalArgumentException("the training split needs a path");
      }
    }
  }

  /**
   * The roles of columns.
   *
   * @param features empty for all that have no other role
   * @param categorical features that are categories whatever their type
   */
  public record Columns(
      List<String> label,
      Optional<List<String>> features,
      List<String> exclude,
      List<String> categorical,
      Optional<String> weight) {
    public Columns {
      label = List.copyOf(label);
      features = features.map(List::copyOf);
      exclude = List.copyOf(exclude);
      categorical = List.copyOf(categorical);
      if (label.isEmpty()) {
        throw new IllegalArgumentException("there must be a label");
      }
    }
  }

  /** How columns become features. */
  public record Preparation(MissingValues missing, boolean standardize, int maxCategories) {}

  static DataConfig of(Values values) {
    return new DataConfig(
        format(values),
        source(values),
        new Columns(
            values.get(DataKeys.LABEL),
            values.find(DataKeys.FEATURES),
            values.get(DataKeys.EXCLUDE),
            values.get(DataKeys.CATEGORICAL),
            values.find(DataKeys.WEIGHT)),
        new Preparation(
            values.get(DataKeys.MISSING),
            values.get(DataKeys.STANDARDIZE),
            values.get(DataKeys.MAX_CATEGORIES)));
  }

  private static Format format(Values values) {
    return Format.withDefaults(values.get(DataKeys.FORMAT), values.get(DataKeys.OPTIONS));
  }

  private static Source source(Values values) {
    Optional<List<String>> path = values.find(DataKeys.PATH);
    if (path.isPresent()) {
      return new Fractions(
          path.get(), values.get(DataKeys.DEV_FRACTION), values.get(DataKeys.TEST_FRACTION));
    }
    return new Splits(
        values.get(DataKeys.TRAIN),
        values.find(DataKeys.DEV).orElse(List.of()),
        values.find(DataKeys.TEST).orElse(List.of()));
  }
}
