package dev.lockstep.spark.config.key;

import static dev.lockstep.spark.config.yaml.DurationType.DURATION;
import static dev.lockstep.spark.config.yaml.ValueType.BOOLEAN;
import static dev.lockstep.spark.config.yaml.ValueType.TEXT;
import static dev.lockstep.spark.config.yaml.ValueType.TEXTS;
import static dev.lockstep.spark.config.yaml.ValueType.TEXTS_OR_NONE;
import static dev.lockstep.spark.config.yaml.ValueType.TEXT_MAP;
import static dev.lockstep.spark.config.yaml.ValueType.choice;
import static dev.lockstep.spark.config.yaml.ValueType.integer;
import static dev.lockstep.spark.config.yaml.ValueType.number;

import dev.lockstep.feature.MissingValues;
import dev.lockstep.spark.config.DataConfig;
import dev.lockstep.spark.config.DataConfig.Columns;
import dev.lockstep.spark.config.DataConfig.Format;
import dev.lockstep.spark.config.DataConfig.Fractions;
import dev.lockstep.spark.config.DataConfig.Malformed;
import dev.lockstep.spark.config.DataConfig.Preparation;
import dev.lockstep.spark.config.DataConfig.Source;
import dev.lockstep.spark.config.DataConfig.Splits;
import dev.lockstep.spark.config.NumbersConfig;
import dev.lockstep.spark.config.NumbersConfig.Encode;
import dev.lockstep.spark.config.NumbersConfig.Scale;
import dev.lockstep.spark.config.yaml.Interval;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys of section data. */
public final class DataKeys {
  static final Section SECTION =
      new Section(
          "data",
          "The table to learn from. Relative paths start at the working directory; `"
              + "${conf}` in a value stands for the directory of the config file, `${NAME}` for what"
              + " `--var NAME=VALUE` says.");

  static final Key<String> FORMAT =
      SECTION.add(
          Key.of(
                  "data.format",
                  TEXT,
                  "Name of the Spark data source: parquet, csv, json, orc, libsvm, or avro and delta"
                      + " when they are on the classpath.")
              .or("parquet"));
  static final Key<Map<String, String>> OPTIONS =
      SECTION.add(
          Key.of(
                  "data.options",
                  TEXT_MAP,
                  "Options of the data source; csv gets `header: true` where it is not set here.")
              .or(Map.of()));
  static final Key<List<String>> PATH =
      SECTION.add(
          Key.of(
                  "data.path",
                  TEXTS,
                  "Files or directories of one table, split into train, dev and test by a hash of"
                      + " each row's content.")
              .or(new Key.Required<>(Optional.of("data.train")))
              .excluding("data.train"));
  static final Key<List<String>> TRAIN =
      SECTION.add(
          Key.of("data.train", TEXTS, "Files or directories of the training split.").optional());
  static final Key<List<String>> DEV =
      SECTION.add(
          Key.of(
                  "data.dev",
                  TEXTS,
                  "Files or directories of the dev split, which is evaluated during training.")
              .optional()
              .onlyWith("data.train"));
  static final Key<List<String>> TEST =
      SECTION.add(
          Key.of(
                  "data.test",
                  TEXTS,
                  "Files or directories of the test split, which is evaluated once, at the end.")
              .optional()
              .onlyWith("data.train"));
  static final Key<Double> DEV_FRACTION =
      SECTION.add(
          Key.of(
                  "data.dev_fraction",
                  number(Interval.halfOpen(0, 1)),
                  "Share of the rows of `data.path` for the dev split.")
              .or(0.1)
              .onlyWith("data.path"));
  static final Key<Double> TEST_FRACTION =
      SECTION.add(
          Key.of(
                  "data.test_fraction",
                  number(Interval.halfOpen(0, 1)),
                  "Share of the rows of `data.path` for the test split.")
              .or(0.1)
              .onlyWith("data.path"));
  static final Key<Double> DEV_FROM_TRAIN =
      SECTION.add(
          Key.of(
                  "data.dev_from_train",
                  number(Interval.open(0, 1)),
                  "Share of the rows of `data.train` that are the dev split instead, by a hash of"
                      + " each row's content.")
              .optional()
              .excluding("data.dev")
              .onlyWith("data.train"));
  static final Key<Duration> MAX_AGE =
      SECTION.add(
          Key.of(
                  "data.max_age",
                  DURATION,
                  "How old the newest file of `data.path` or `data.train` may be at most; an older"
                      + " one stops the run, as does a table that does not consist of files.")
              .optional());
  static final Key<List<String>> LABEL =
      SECTION.add(
          Key.of(
              "data.label",
              TEXTS,
              "The column to predict; with training.loss squared_error also several."));
  static final Key<List<String>> FEATURES =
      SECTION.add(
          Key.of(
                  "data.features",
                  TEXTS,
                  "The columns to predict from; without it, all but label, weight and exclude.")
              .optional());
  static final Key<List<String>> EXCLUDE =
      SECTION.add(
          Key.of("data.exclude", TEXTS_OR_NONE, "Columns that are not features.").or(List.of()));
  static final Key<List<String>> CATEGORICAL =
      SECTION.add(
          Key.of(
                  "data.categorical",
                  TEXTS_OR_NONE,
                  "Columns to treat as categories although they hold numbers; columns of text are"
                      + " unless `data.numeric` or `data.calendar` names them.")
              .or(List.of()));
  static final Key<List<String>> NUMERIC =
      SECTION.add(
          Key.of(
                  "data.numeric",
                  TEXTS_OR_NONE,
                  "Columns that must hold numbers, although some of their values, or all, are"
                      + " texts; a text that is no number stops the run.")
              .or(List.of()));
  static final Key<List<String>> CALENDAR =
      SECTION.add(
          Key.of(
                  "data.calendar",
                  TEXTS_OR_NONE,
                  "Columns of dates or times to turn into numbers: year, month, day of week (1 is"
                      + " Monday), hour, days since 1970; times with a zone count in UTC.")
              .or(List.of()));
  static final Key<String> WEIGHT =
      SECTION.add(
          Key.of("data.weight", TEXT, "The column with the weights of the examples; else all 1.")
              .optional());
  static final Key<MissingValues> MISSING =
      SECTION.add(
          Key.of(
                  "data.missing",
                  choice(MissingValues.class),
                  "What a missing feature value does: stop the run; drop its row, counted; or take"
                      + " the training mean, for a category a slot of its own.")
              .or(MissingValues.ERROR));
  static final Key<List<String>> MISSING_VALUES =
      SECTION.add(
          Key.of(
                  "data.missing_values",
                  TEXTS_OR_NONE,
                  "Texts that stand for a missing value, such as `[\"?\", NA]`, beside none, blank"
                      + " and NaN.")
              .or(List.of()));
  static final Key<Malformed> MALFORMED =
      SECTION.add(
          Key.of(
                  "data.malformed",
                  choice(Malformed.class),
                  "What a malformed row does, such as one of a csv file with a field too many: stop"
                      + " the run; or be left out, counted.")
              .or(Malformed.ERROR));
  static final Key<Boolean> STANDARDIZE =
      SECTION.add(
          Key.of(
                  "data.standardize",
                  BOOLEAN,
                  "Whether numeric features are shifted and scaled to mean 0 and deviation 1 of"
                      + " the training split.")
              .or(true));
  static final Key<Scale> SCALE =
      SECTION.add(
          Key.of(
                  "data.scale",
                  NumberTypes.SCALE,
                  "How numeric features are shifted and scaled by the training split: to mean 0 and"
                      + " deviation 1; to 0 to 1; by median and quartiles, smoothly clipped to -3 to"
                      + " 3; or not at all.")
              .optional()
              .excluding("data.standardize"));
  static final Key<Encode> ENCODE =
      SECTION.add(
          Key.of(
                  "data.encode",
                  NumberTypes.ENCODE,
                  "Columns of numbers, or without `columns` all, that become how full each of up to"
                      + " N bins between quantiles of the training split is, beside the scaled number"
                      + " unless `scaled: false` stands beside `bins`.")
              .optional());
  static final Key<Boolean> STANDARDIZE_TARGET =
      SECTION.add(
          Key.of(
                  "data.standardize_target",
                  BOOLEAN,
                  "Whether a regression learns its labels shifted and scaled to mean 0 and"
                      + " deviation 1; predictions and rmse are in the labels' units either way.")
              .or(true));
  static final Key<Integer> MAX_CATEGORIES =
      SECTION.add(
          Key.of(
                  "data.max_categories",
                  integer(1),
                  "Most distinct values that a categorical column may have.")
              .or(1000));

  private DataKeys() {}

  /** Of a table that one column is to be predicted in, with all defaults. */
  public static DataConfig config(Format format, List<String> paths, String label) {
    Values values = Values.empty();
    for (Key<?> key : SECTION.keys()) {
      values = withDefault(values, key);
    }
    return config(
        values
            .with(FORMAT, format.name())
            .with(OPTIONS, format.options())
            .with(PATH, paths)
            .with(LABEL, List.of(label)));
  }

  private static <T> Values withDefault(Values values, Key<T> key) {
    return key.fallback().in(values).map(value -> values.with(key, value)).orElse(values);
  }

  static DataConfig config(Values values) {
    return new DataConfig(
        format(values),
        source(values),
        new Columns(
            values.get(LABEL),
            values.find(FEATURES),
            values.get(EXCLUDE),
            values.get(CATEGORICAL),
            values.get(NUMERIC),
            values.get(CALENDAR),
            values.find(WEIGHT)),
        new Preparation(
            values.get(MISSING),
            values.get(MISSING_VALUES),
            values.get(MALFORMED),
            numbers(values),
            values.get(STANDARDIZE_TARGET),
            values.get(MAX_CATEGORIES)),
        values.find(MAX_AGE));
  }

  private static NumbersConfig numbers(Values values) {
    NumbersConfig standardized = NumbersConfig.standardized(values.find(STANDARDIZE).orElse(true));
    return new NumbersConfig(values.find(SCALE).orElse(standardized.scale()), values.find(ENCODE));
  }

  private static Format format(Values values) {
    return new Format(values.get(FORMAT), values.get(OPTIONS));
  }

  private static Source source(Values values) {
    Optional<List<String>> path = values.find(PATH);
    if (path.isPresent()) {
      return new Fractions(path.get(), values.get(DEV_FRACTION), values.get(TEST_FRACTION));
    }
    return new Splits(
        values.get(TRAIN),
        values.find(DEV).orElse(List.of()),
        values.find(TEST).orElse(List.of()),
        values.find(DEV_FROM_TRAIN).orElse(0.0));
  }
}
