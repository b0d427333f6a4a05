package dev.lockstep.spark.table.statistics;

import dev.lockstep.feature.FeatureColumn;
import dev.lockstep.feature.value.ColumnKind;
import dev.lockstep.model.Model;
import dev.lockstep.model.Target;
import dev.lockstep.spark.config.DataConfig;
import dev.lockstep.spark.config.InitialSchema;
import dev.lockstep.spark.failure.PlainText;
import dev.lockstep.spark.table.compare.ModelChange;
import dev.lockstep.spark.table.compare.ModelChange.Kind;
import dev.lockstep.spark.table.read.FeatureReader;
import dev.lockstep.spark.table.read.Misfit;
import dev.lockstep.spark.table.read.TableScan;
import dev.lockstep.spark.table.read.TableSchema;
import dev.lockstep.spark.table.source.Tables;
import dev.lockstep.spark.table.source.Tables.Table;
import dev.lockstep.train.Split;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What of the training split is otherwise than in the model that a training goes on from. */
final class ModelComparison {
  private static final String NONE = "-";

  private final Model model;
  private final boolean keep;
  private final DataConfig config;
  private final List<ModelChange> changes = new ArrayList<>();

  ModelComparison(Model model, InitialSchema policy, DataConfig config) {
    this.model = model;
    this.keep = policy == InitialSchema.KEEP;
    this.config = config;
  }

  /** Columns that tables must have and do not, before anything of them is read; all refused. */
  static List<ModelChange> misfits(TableSchema schema, List<Table> tables) {
    Set<Misfit> found = new LinkedHashSet<>();
    tables.forEach(table -> found.addAll(schema.misfits(table)));
    return found.stream()
        .map(
            each ->
                ModelChange.refused(
                    PlainText.of(each.column()),
                    each.found().isEmpty() ? Kind.MISSING_COLUMN : Kind.TYPE,
                    each.expected(),
                    each.found().orElse("no such column")))
        .toList();
  }

  /** All changes, in the order of the model's columns, then new ones, then classes. */
  List<ModelChange> of(TableScan scan, List<Encoding> asked, TableStatistics statistics) {
    List<FeatureReader> readers = scan.reader().features();
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < readers.size(); i++) {
      places.put(readers.get(i).name(), i);
    }
    ColumnComparison columns = new ColumnComparison(model, keep, statistics);
    for (FeatureColumn column : model.features().columns()) {
      Integer place = places.get(column.name());
      if (place == null) {
        add(column.name(), Kind.MISSING_COLUMN, kind(column), NONE, "its weights are dropped");
      } else if (isOfOtherKind(column, readers.get(place))) {
        String now = readers.get(place).kind().toString();
        add(column.name(), Kind.TYPE, kind(column), now, "starts anew, with weights 0");
      } else {
        addType(column, scan.table());
        changes.addAll(columns.of(column, asked.get(place), place));
      }
    }
    addNewColumns(scan.table(), places);
    if (model.target() instanceof Target.Classification classes) {
      changes.addAll(new ClassComparison(classes, keep, statistics.of(Split.TRAIN)).changes());
    }
    return List.copyOf(changes);
  }

  private void add(String column, Kind kind, String before, String now, String outcome) {
    changes.add(ModelChange.of(PlainText.of(column), kind, before, now, outcome));
  }

  private static String kind(FeatureColumn column) {
    return ColumnKind.of(column).toString();
  }

  private static boolean isOfOtherKind(FeatureColumn column, FeatureReader reader) {
    ColumnKind before = ColumnKind.of(column);
    ColumnKind now = reader.kind();
    return isNumber(before) ? !isNumber(now) : before != now;
  }

  private static boolean isNumber(ColumnKind kind) {
    return kind == ColumnKind.NUMBER || kind == ColumnKind.BOOLEAN;
  }

  /** A type of which the kind that the model has can be read, though nobody would think of it. */
  private void addType(FeatureColumn column, Table table) {
    String name = column.name();
    String type = table.rows().schema().apply(name).dataType().simpleString();
    boolean text = type.equals("string");
    ColumnKind kind = ColumnKind.of(column);
    boolean typed = keep && !table.source().untyped().contains(name);
    if (typed
        && kind == ColumnKind.CATEGORY
        && !text
        && !config.columns().categorical().contains(name)) {
      add(name, Kind.TYPE, kind(column), type, "read as texts");
    } else if (typed && isNumber(kind) && text && !config.columns().numeric().contains(name)) {
      add(name, Kind.TYPE, kind(column), type, "read as numbers");
    }
  }

  private void addNewColumns(Table table, Map<String, Integer> features) {
    Set<String> known = new HashSet<>(model.features().columnNames());
    if (!keep) {
      features.keySet().stream()
          .filter(name -> !known.contains(name))
          .sorted()
          .forEach(name -> add(name, Kind.NEW_COLUMN, NONE, "a feature", "starts with weights 0"));
      return;
    }
    known.addAll(model.target().columns());
    known.addAll(config.columns().exclude());
    model.features().weight().ifPresent(known::add);
    config.columns().weight().ifPresent(known::add);
    List<String> asked =
        config
            .columns()
            .features()
            .orElseGet(() -> Arrays.asList(table.rows().schema().fieldNames()));
    asked.stream()
        .filter(name -> !known.contains(name) && !Tables.isOwn(name))
        .forEach(name -> add(name, Kind.NEW_COLUMN, NONE, "a column", "ignored"));
  }

  /** The most frequent of some values, with the number of their rows. */
  static String shown(Map<?, Long> rows) {
    int most = 5;
    Map<String, Long> named = new LinkedHashMap<>();
    rows.forEach((value, count) -> named.put(value.toString(), count));
    String first =
        named.entrySet().stream()
            .sorted(
                Map.Entry.<String, Long>comparingByValue()
                    .reversed()
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(most)
            .map(
                each ->
                    String.format(
                        Locale.ROOT, "'%s' (%,d)", PlainText.of(each.getKey()), each.getValue()))
            .collect(Collectors.joining(", "));
    int more = named.size() - most;
    return more > 0 ? String.format(Locale.ROOT, "%s and %,d more", first, more) : first;
  }
}
