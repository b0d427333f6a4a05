package dev.lockstep.spark.table.read;

import dev.lockstep.feature.FeatureSchema;
import dev.lockstep.feature.MissingValues;
import dev.lockstep.feature.value.ColumnKind;
import dev.lockstep.model.Model;
import dev.lockstep.model.Target;
import dev.lockstep.spark.config.DataConfig.Malformed;
import dev.lockstep.spark.table.read.RowReader.MalformedReader;
import dev.lockstep.spark.table.read.RowReader.SplitReader;
import dev.lockstep.spark.table.read.RowReader.WeightReader;
import dev.lockstep.spark.table.source.TableSource.Expected;
import dev.lockstep.spark.table.source.Tables;
import dev.lockstep.spark.table.source.Tables.Table;
import dev.lockstep.spark.table.value.LabelType;
import dev.lockstep.spark.table.value.MissingTexts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the columns of labelled tables are read: decided once, on the table that is trained on or by
 * a model, and obeyed for every other.
 *
 * @param features what the columns of the features hold, in order
 * @param target the label columns and what they hold
 */
public record TableSchema(
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
  public record Labels(List<String> columns, @Nullable LabelType classes, String type) {
    TargetReader reader(TableColumns table) {
      return classes == null
          ? TargetReader.ofNumbers(table, columns)
          : TargetReader.ofClass(table, columns.get(0), classes);
    }

    private ColumnKind kind() {
      return classes == LabelType.TEXT ? ColumnKind.CATEGORY : ColumnKind.NUMBER;
    }
  }

  /** As a model was trained. */
  public static TableSchema of(Model model, Malformed malformed) {
    FeatureSchema features = model.features();
    return new TableSchema(
        TableColumns.expected(features),
        labels(model.target()),
        features.weight(),
        features.missing(),
        new MissingTexts(features.missingTexts()),
        malformed);
  }

  /** The same with the labels of a model. */
  public TableSchema labelledAs(Model model) {
    return new TableSchema(
        features, labels(model.target()), weight, missing, missingTexts, malformed);
  }

  private static Labels labels(Target target) {
    return target instanceof Target.Classification classes
        ? new Labels(classes.columns(), LabelType.of(classes), classes.type())
        : new Labels(target.columns(), null, "double");
  }

  /** How a table is read, whose columns must hold what they are known to. */
  public TableScan scan(Table table) {
    Table fitted = fit(table);
    return scan(fitted, new TableColumns(fitted, missingTexts).features(features));
  }

  /** The table, read so that its columns can be what they are known to be. */
  private Table fit(Table table) {
    return table.readAs(columns());
  }

  /** What all columns that are read hold. */
  public Map<String, Expected> columns() {
    Map<String, Expected> all = new LinkedHashMap<>(features);
    target.columns().forEach(name -> all.put(name, new Expected(target.kind(), 0)));
    weight.ifPresent(name -> all.put(name, new Expected(ColumnKind.NUMBER, 0)));
    return all;
  }

  /** The columns of a table that are not what they are known to be; empty if it can be read. */
  public List<Misfit> misfits(Table table) {
    return new Misfits(this, new TableColumns(fit(table), missingTexts)).all();
  }

  /** How a table is read whose features are read that way. */
  public TableScan scan(Table table, List<FeatureReader> readers) {
    TableColumns columns = new TableColumns(table, missingTexts);
    return new TableScan(
        table,
        new RowReader(
            readers,
            target.reader(columns),
            weight(columns),
            splits(table, columns),
            MalformedReader.of(table, columns, malformed),
            missing));
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
}
