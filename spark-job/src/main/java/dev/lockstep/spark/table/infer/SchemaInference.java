package dev.lockstep.spark.table.infer;

import dev.lockstep.spark.config.DataConfig;
import dev.lockstep.spark.table.BadDataException;
import dev.lockstep.spark.table.infer.TextInference.TextColumn;
import dev.lockstep.spark.table.read.FeatureReader;
import dev.lockstep.spark.table.read.KeptTexts;
import dev.lockstep.spark.table.read.TableColumns;
import dev.lockstep.spark.table.read.TableScan;
import dev.lockstep.spark.table.read.TableSchema;
import dev.lockstep.spark.table.read.TableSchema.Labels;
import dev.lockstep.spark.table.source.TableSource.Expected;
import dev.lockstep.spark.table.source.Tables.Table;
import dev.lockstep.spark.table.value.LabelType;
import dev.lockstep.spark.table.value.MissingTexts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.types.DataType;

/**
 * Decides on the table that is trained on how the columns of every table are read: by what a
 * configuration says of them, by their types, and by what texts hold.
 */
public final class SchemaInference {
  private final Table table;
  private final Optional<KeptTexts> kept;
  private final DataConfig config;
  private final MissingTexts missing;
  private final TableColumns columns;
  private final List<String> labels;

  public SchemaInference(Table table, DataConfig config) {
    this(table, config, Optional.empty());
  }

  /** Of a table whose rows are perhaps kept. */
  public SchemaInference(Table table, DataConfig config, Optional<KeptTexts> kept) {
    this.table = table;
    this.kept = kept;
    this.config = config;
    this.missing = new MissingTexts(config.preparation().missingTexts());
    this.columns = new TableColumns(table, missing);
    this.labels = config.columns().label();
  }

  /** A schema, and how the table is read on which it was decided. */
  public record Decided(TableSchema schema, TableScan scan) {}

  /**
   * Decides.
   *
   * @param regression whether the labels are numbers to predict, not classes
   * @throws BadDataException naming the columns that cannot be used
   */
  public Decided decide(boolean regression) {
    columns.require("label", labels);
    Map<String, TextColumn> texts = texts(regression ? Set.of() : Set.copyOf(labels));
    if (!texts.isEmpty() && texts.values().stream().noneMatch(TextColumn::hasValues)) {
      requireRows();
    }
    List<FeatureReader> readers = selection(texts).readers();
    TableSchema schema =
        new TableSchema(
            expected(readers),
            regression ? new Labels(labels, null, "double") : classes(texts),
            config.columns().weight(),
            config.preparation().missing(),
            missing,
            config.preparation().malformed());
    return new Decided(schema, schema.scan(table, readers).keeping(kept));
  }

  /** Which columns can be features, where the labels are classes. */
  public FeatureSelection selection() {
    return selection(texts(Set.copyOf(labels)));
  }

  private FeatureSelection selection(Map<String, TextColumn> texts) {
    return new FeatureSelection(
        columns, config.columns(), texts, config.preparation().maxCategories());
  }

  /** What the columns hold that the table's format has as texts. */
  private Map<String, TextColumn> texts(Set<String> classes) {
    List<String> untyped =
        table.source().untyped().stream()
            .filter(name -> !config.columns().exclude().contains(name))
            .toList();
    return new TextInference(missing, classes).columns(table, kept, untyped);
  }

  /** Throws BadDataException for a table without rows, of whose columns nothing can be told. */
  private void requireRows() {
    if (table.rows().isEmpty()) {
      throw new BadDataException(table.name() + " has no rows; it needs at least 1");
    }
  }

  private Map<String, Expected> expected(List<FeatureReader> readers) {
    Map<String, Expected> expected = new LinkedHashMap<>();
    for (FeatureReader reader : readers) {
      int width = columns.width(columns.ordinal("feature", reader.name()));
      expected.put(reader.name(), new Expected(reader.kind(), width));
    }
    return expected;
  }

  private Labels classes(Map<String, TextColumn> texts) {
    if (labels.size() > 1) {
      throw new BadDataException(
          String.format(
              Locale.ROOT,
              "data.label names %d columns, which is for training.loss: squared_error; a classification has one",
              labels.size()));
    }
    String name = labels.get(0);
    TextColumn text = texts.get(name);
    DataType found = columns.type(columns.ordinal("label", name));
    DataType type = text == null ? found : DataType.fromDDL(text.writtenType());
    LabelType classes = LabelType.of(type);
    if (classes == null) {
      throw new BadDataException(
          String.format(
              Locale.ROOT,
              "the label column '%s' holds %s values; strings, numbers and booleans can be classes",
              name,
              type.simpleString()));
    }
    return new Labels(labels, classes, type.simpleString());
  }
}
