package dev.lockstep.spark.data;

import dev.lockstep.feature.FeatureSchema;
import dev.lockstep.feature.MissingValues;
import dev.lockstep.model.Model;
import dev.lockstep.model.Target;
import dev.lockstep.spark.config.DataConfig;
import dev.lockstep.spark.config.DataConfig.Malformed;
import dev.lockstep.spark.data.FeatureReader.Kind;
import dev.lockstep.spark.data.TableReader.MalformedReader;
import dev.lockstep.spark.data.TableReader.SplitReader;
import dev.lockstep.spark.data.TableReader.WeightReader;
import dev.lockstep.spark.data.TableSource.Expected;
import dev.lockstep.spark.data.Tables.Table;
import dev.lockstep.spark.data.TextInference.TextColumn;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;

/**
 * How the columns of labelled tables are read: decided once, on the table that is trained on or by
 * a model, and obeyed for every other.
 *
 * @param features what the columns of the features hold, in order
 * @param target the label columns and what they hold
 */
record TableSchema(
    Map<String, Expected> features,
    Labels target,
    Optional<String> weight,
    MissingValues missing,
    MissingTexts missingTexts,
    Malformed malformed) {

  /**
   * The columns with the truth.
   *
   * @param classes what their classes are, or null for numbers to predict
   * @param type of a column of classes, as SQL calls it
   */
  record Labels(List<String> columns, @Nullable LabelType classes, String type) {
    private TargetReader reader(TableColumns table) {
      return classes == null
          ? TargetReader.ofNumbers(table, columns)
          : TargetReader.ofClass(table, columns.get(0), classes);
    }

    private Kind kind() {
      return classes == LabelType.TEXT ? Kind.CATEGORY : Kind.NUMBER;
    }
  }

  /** A schema, and how the features of the table are read on which it was decided. */
  record Decided(TableSchema schema, List<FeatureReader> features) {}

  /**
   * Decides on a table.
   *
   * @throws BadDataException naming the columns that cannot be used
   */
  static Decided decide(Table table, DataConfig config, boolean regression) {
    DataConfig.Preparation preparation = config.preparation();
    MissingTexts missingTexts = new MissingTexts(preparation.missingTexts());
    TableColumns columns = new TableColumns(table, missingTexts);
    columns.require("label", config.columns().label());
    Set<String> classes = regression ? Set.of() : Set.copyOf(config.columns().label());
    List<String> untyped =
        table.source().untyped().stream()
            .filter(name -> !config.columns().exclude().contains(name))
            .toList();
    Map<String, TextColumn> texts = texts(table, untyped, missingTexts, classes);
    if (!texts.isEmpty() && texts.values().stream().noneMatch(TextColumn::hasValues)) {
      requireRows(table);
    }
    List<FeatureReader> readers =
        new FeatureSelection(columns, config.columns(), texts, preparation.maxCategories())
            .readers();
    TableSchema schema =
        new TableSchema(
            expected(readers, columns),
            labels(columns, config.columns().label(), regression, texts),
            config.columns().weight(),
            preparation.missing(),
            missingTexts,
            preparation.malformed());
    return new Decided(schema, readers);
  }

  /** What columns of text hold; throws BadDataException if the table cannot be read. */
  static Map<String, TextColumn> texts(
      Table table, List<String> untyped, MissingTexts missing, Set<String> classes) {
    if (untyped.isEmpty()) {
      return Map.of();
    }
    try {
      return new TextInference(missing, classes).columns(table.rows(), untyped);
    } catch (Exception e) {
      throw ReadFailure.of(e, "cannot read " + table.name());
    }
  }

  /** Throws BadDataException for a table without rows, of whose columns nothing can be told. */
  private static void requireRows(Table table) {
    if (table.rows().isEmpty()) {
      throw new BadDataException(table.name() + " has no rows; it needs at least 1");
    }
  }

  private static Map<String, Expected> expected(List<FeatureReader> readers, TableColumns columns) {
    Map<String, Expected> expected = new LinkedHashMap<>();
    for (FeatureReader reader : readers) {
      int width = columns.width(columns.ordinal("feature", reader.name()));
      expected.put(reader.name(), new Expected(reader.kind(), width));
    }
    return expected;
  }

  private static Labels labels(
      TableColumns columns, List<String> label, boolean regression, Map<String, TextColumn> texts) {
    if (regression) {
      return new Labels(label, null, "double");
    }
    if (label.size() > 1) {
      throw new BadDataException(
          String.format(
              Locale.ROOT,
              "data.label names %d columns, which is for training.loss: squared_error; a classification has one",
              label.size()));
    }
    String name = label.get(0);
    TextColumn text = texts.get(name);
    DataType found = columns.type(columns.ordinal("label", name));
    DataType type = text == null ? found : DataType.fromDDL(LabelType.written(text));
    LabelType classes = LabelType.of(type);
    if (classes == null) {
      throw new BadDataException(
          String.format(
              Locale.ROOT,
              "the label column '%s' holds %s values; strings, numbers and booleans can be classes",
              name,
              type.simpleString()));
    }
    return new Labels(label, classes, type.simpleString());
  }

  /** As a model was trained. */
  static TableSchema of(Model model, Malformed malformed) {
    FeatureSchema features = model.features();
    return new TableSchema(
        TableColumns.expected(features),
        labels(model.target()),
        features.weight(),
        features.missing(),
        new MissingTexts(features.missingTexts()),
        malformed);
  }

  private static Labels labels(Target target) {
    return target instanceof Target.Classification classes
        ? new Labels(classes.columns(), LabelType.of(classes), classes.type())
        : new Labels(target.columns(), null, "double");
  }

  /** The table, read so that its columns can be what they are known to be. */
  Table fit(Table table) {
    Map<String, Expected> all = new LinkedHashMap<>(features);
    target.columns().forEach(name -> all.put(name, new Expected(target.kind(), 0)));
    weight.ifPresent(name -> all.put(name, new Expected(Kind.NUMBER, 0)));
    return table.readAs(all);
  }

  /** The reader of a table that {@link #fit} has given. */
  TableReader reader(Table table) {
    return reader(table, new TableColumns(table, missingTexts).features(features));
  }

  /** The reader of a table whose features are read that way. */
  TableReader reader(Table table, List<FeatureReader> readers) {
    TableColumns columns = new TableColumns(table, missingTexts);
    return new TableReader(
        readers,
        target.reader(columns),
        weight(columns),
        splits(table, columns),
        malformed(table, columns, malformed),
        missing);
  }

  private @Nullable WeightReader weight(TableColumns columns) {
    String name = weight.orElse(null);
    return name == null
        ? null
        : new WeightReader(name, columns.ordinal("weight", name), columns.number("weight", name));
  }

  private static SplitReader splits(Table table, TableColumns columns) {
    return table
        .split()
        .map(split -> new SplitReader(split, -1))
        .orElseGet(() -> new SplitReader(null, columns.ordinal("split", Tables.SPLIT_COLUMN)));
  }

  /** How to tell malformed rows, or null where the table's format has none. */
  static @Nullable MalformedReader malformed(Table table, TableColumns columns, Malformed policy) {
    int ordinal = columns.find(TableSource.MALFORMED_COLUMN);
    return ordinal < 0
        ? null
        : new MalformedReader(ordinal, table.source().malformed(), policy == Malformed.DROP);
  }
}
