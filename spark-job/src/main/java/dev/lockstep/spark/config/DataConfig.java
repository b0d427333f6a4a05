package dev.lockstep.spark.config;

import dev.lockstep.feature.MissingValues;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The table to learn from: where it is, which columns count, and how they become features. */
public record DataConfig(Format format, Source source, Columns columns, Preparation preparation) {

  /**
   * A Spark data source and its options.
   *
   * @param name as Spark knows it; short names in lower case, as their case does not matter
   */
  public record Format(String name, Map<String, String> options) {
    /** The option by which Spark's text formats treat malformed rows in their own ways. */
    private static final String MODE = "mode";

    public Format {
      // The name of a class has dots, and its case counts.
      name = name.contains(".") ? name : name.toLowerCase(Locale.ROOT);
      options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
      if (options.keySet().stream().anyMatch(MODE::equalsIgnoreCase)) {
        throw new IllegalArgumentException(
            "the option mode is not for Lockstep; data.malformed (--malformed) says what a malformed row does: error, drop");
      }
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
   * @param numeric features that are numbers even if they are written as text
   * @param calendar features that are dates or times
   */
  public record Columns(
      List<String> label,
      Optional<List<String>> features,
      List<String> exclude,
      List<String> categorical,
      List<String> numeric,
      List<String> calendar,
      Optional<String> weight) {
    public Columns {
      label = List.copyOf(label);
      features = features.map(List::copyOf);
      exclude = List.copyOf(exclude);
      categorical = List.copyOf(categorical);
      numeric = List.copyOf(numeric);
      calendar = List.copyOf(calendar);
      if (label.isEmpty()) {
        throw new IllegalArgumentException("there must be a label");
      }
    }

    /** That label, and all other columns as features by their types. */
    public static Columns ofLabel(String label) {
      return new Columns(
          List.of(label),
          Optional.empty(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          Optional.empty());
    }
  }

  /**
   * How values become features and targets.
   *
   * @param missing what a missing feature does
   * @param missingTexts texts that stand for a missing value
   * @param malformed what a row does that its format cannot be read as
   */
  public record Preparation(
      MissingValues missing,
      List<String> missingTexts,
      Malformed malformed,
      boolean standardize,
      boolean standardizeTarget,
      int maxCategories) {
    public Preparation {
      missingTexts = List.copyOf(missingTexts);
    }
  }

  /** Of a table that one column is to be predicted in, with all defaults. */
  public static DataConfig of(Format format, List<String> paths, String label) {
    Values values = Values.empty();
    for (Key<?> key : DataKeys.SECTION.keys()) {
      values = withDefault(values, key);
    }
    return of(
        values
            .with(DataKeys.FORMAT, format.name())
            .with(DataKeys.OPTIONS, format.options())
            .with(DataKeys.PATH, paths)
            .with(DataKeys.LABEL, List.of(label)));
  }

  private static <T> Values withDefault(Values values, Key<T> key) {
    return key.fallback().in(values).map(value -> values.with(key, value)).orElse(values);
  }

  static DataConfig of(Values values) {
    return new DataConfig(
        format(values),
        source(values),
        new Columns(
            values.get(DataKeys.LABEL),
            values.find(DataKeys.FEATURES),
            values.get(DataKeys.EXCLUDE),
            values.get(DataKeys.CATEGORICAL),
            values.get(DataKeys.NUMERIC),
            values.get(DataKeys.CALENDAR),
            values.find(DataKeys.WEIGHT)),
        new Preparation(
            values.get(DataKeys.MISSING),
            values.get(DataKeys.MISSING_VALUES),
            values.get(DataKeys.MALFORMED),
            values.get(DataKeys.STANDARDIZE),
            values.get(DataKeys.STANDARDIZE_TARGET),
            values.get(DataKeys.MAX_CATEGORIES)));
  }

  private static Format format(Values values) {
    return new Format(values.get(DataKeys.FORMAT), values.get(DataKeys.OPTIONS));
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
