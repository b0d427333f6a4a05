package dev.lockstep.spark.table.statistics;

import dev.lockstep.model.Target;
import dev.lockstep.spark.failure.PlainText;
import dev.lockstep.spark.table.compare.ModelChange;
import dev.lockstep.spark.table.compare.ModelChange.Kind;
import dev.lockstep.spark.table.statistics.TableStatistics.SplitStatistics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The classes of the training split beside those of the model that a training goes on from. */
record ClassComparison(Target.Classification model, boolean keep, SplitStatistics train) {
  private static final int MOST_SHOWN = 5;

  List<ModelChange> changes() {
    List<ModelChange> changes = new ArrayList<>();
    String column = PlainText.of(model.column());
    String before = String.format(Locale.ROOT, "%,d classes", model.labels().size());
    Map<Object, Long> unknown = new HashMap<>();
    Set<Integer> seen = new HashSet<>();
    train.labels.forEach(
        (label, rows) -> {
          if (model.indexOf(label) < 0) {
            unknown.put(label, rows.rows());
          } else {
            seen.add(model.indexOf(label));
          }
        });
    if (!unknown.isEmpty()) {
      String now =
          String.format(Locale.ROOT, "%s of %,d rows", ModelComparison.shown(unknown), train.rows);
      changes.add(
          keep
              ? ModelChange.refused(column, Kind.NEW_CLASSES, before, now)
              : ModelChange.of(column, Kind.NEW_CLASSES, before, now, "start with weights 0"));
    }
    List<Object> gone =
        model.labels().values().stream()
            .filter(label -> !seen.contains(model.indexOf(label)))
            .toList();
    if (!gone.isEmpty()) {
      changes.add(
          ModelChange.of(
              column, Kind.VANISHED_CLASSES, before, "none of " + shown(gone), "stay classes"));
    }
    return changes;
  }

  private static String shown(List<Object> classes) {
    String first =
        classes.stream()
            .limit(MOST_SHOWN)
            .map(label -> "'" + PlainText.of(label.toString()) + "'")
            .collect(Collectors.joining(", "));
    int more = classes.size() - MOST_SHOWN;
    return more > 0 ? String.format(Locale.ROOT, "%s and %,d more", first, more) : first;
  }
}
