package dev.lockstep.spark.table.statistics;

import dev.lockstep.diagnosis.Shift;
import dev.lockstep.diagnosis.Shift.Level;
import dev.lockstep.diagnosis.Shift.Measure;
import dev.lockstep.feature.FeatureColumn;
import dev.lockstep.feature.Vocabulary;
import dev.lockstep.model.Model;
import dev.lockstep.shard.Scaling;
import dev.lockstep.spark.failure.PlainText;
import dev.lockstep.spark.table.compare.ModelChange;
import dev.lockstep.spark.table.compare.ModelChange.Kind;
import dev.lockstep.train.Split;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The values of a column in the training split beside what a model knows of it. */
final class ColumnComparison {
  /** Scales that differ by a smaller factor are alike. */
  private static final double FACTOR = Math.log(1.25);

  private static final String NOTHING = "nothing is learnt of it";

  private final Model model;
  private final boolean keep;
  private final TableStatistics statistics;
  private final long rows;
  private final long before;
  private final long comparisons;

  ColumnComparison(Model model, boolean keep, TableStatistics statistics) {
    this.model = model;
    this.keep = keep;
    this.statistics = statistics;
    this.rows = statistics.of(Split.TRAIN).rows;
    this.before =
        model.provenance().get("train_examples") instanceof Number examples
            ? Math.max(1, examples.longValue())
            : rows;
    this.comparisons = 3L * model.features().columns().size();
  }

  /**
   * Of a column whose kind has not changed.
   *
   * @param place of the column in the table's statistics
   */
  List<ModelChange> of(FeatureColumn column, Encoding asked, int place) {
    List<ModelChange> changes = new ArrayList<>();
    String name = PlainText.of(column.name());
    ColumnStatistics found = statistics.columns.get(place);
    if (column instanceof FeatureColumn.Categorical categories) {
      addCategories(name, categories.categories(), (CategoryStatistics) found, changes);
    } else {
      addNumbers(name, column, anew(found, asked), changes);
    }
    addMissing(column.name(), statistics.of(Split.TRAIN).missing(place), changes);
    return changes;
  }

  private void addCategories(
      String name, Vocabulary<String> known, CategoryStatistics found, List<ModelChange> changes) {
    String had = String.format(Locale.ROOT, "%,d categories", known.size());
    Map<String, Long> unknown = new HashMap<>();
    found.categories.forEach(
        (category, count) -> {
          if (known.indexOf(category) < 0) {
            unknown.put(category, count[0]);
          }
        });
    if (!unknown.isEmpty()) {
      changes.add(
          ModelChange.of(
              name,
              Kind.NEW_CATEGORIES,
              had,
              ModelComparison.shown(unknown),
              keep ? "count for nothing" : "start with weights 0"));
    }
    List<String> gone =
        known.values().stream().filter(each -> !found.categories.containsKey(each)).toList();
    if (!gone.isEmpty()) {
      String lacking =
          String.format(
              Locale.ROOT, "lacks %,d, such as '%s'", gone.size(), PlainText.of(gone.get(0)));
      changes.add(
          ModelChange.of(
              name,
              Kind.VANISHED_CATEGORIES,
              had,
              lacking,
              keep ? "stay" : "their weights are dropped"));
    }
  }

  /** The scales that the column would get of the table; none if it has no value. */
  private static List<Scaling> anew(ColumnStatistics found, Encoding asked) {
    try {
      return ModelEncodings.scalings(found.column(asked));
    } catch (IllegalArgumentException e) {
      return List.of();
    }
  }

  private void addNumbers(
      String name, FeatureColumn column, List<Scaling> now, List<ModelChange> changes) {
    List<Scaling> old = ModelEncodings.scalings(column);
    if (now.isEmpty()) {
      changes.add(
          ModelChange.of(name, Kind.SCALE, told(old.get(0)), "no value in any row", NOTHING));
    } else if (now.size() != old.size()) {
      String arrays = "arrays of %,d elements";
      String had = String.format(Locale.ROOT, arrays, old.size());
      String has = String.format(Locale.ROOT, arrays, now.size());
      changes.add(
          keep
              ? ModelChange.refused(name, Kind.TYPE, had, has)
              : ModelChange.of(name, Kind.TYPE, had, has, "starts anew, with weights 0"));
    } else {
      addScales(name, old, now, changes);
    }
  }

  /** The one that moved most stands for all elements. */
  private void addScales(
      String name, List<Scaling> old, List<Scaling> now, List<ModelChange> changes) {
    int worst = -1;
    double most = 0;
    int moved = 0;
    for (int i = 0; i < old.size(); i++) {
      double severity = severity(old.get(i), now.get(i));
      moved += severity > 0 ? 1 : 0;
      if (severity > most) {
        worst = i;
        most = severity;
      }
    }
    if (worst >= 0) {
      String of =
          old.size() == 1
              ? ""
              : String.format(Locale.ROOT, " (element %d; %,d of %,d)", worst, moved, old.size());
      changes.add(
          ModelChange.of(
              name,
              Kind.SCALE,
              told(old.get(worst)) + of,
              told(now.get(worst)),
              keep ? "scaled as before" : "the first layer makes up for it"));
    }
  }

  /** By how much a scale has moved beyond what is fine; 0 if it has not. */
  private double severity(Scaling old, Scaling now) {
    if (old.kind() == Scaling.Kind.NONE || old.kind() != now.kind()) {
      return 0;
    }
    if (old.scale() == 0 || now.scale() == 0) {
      return old.equals(now) ? 0 : Double.MAX_VALUE;
    }
    double deviations = (now.location() - old.location()) / old.scale();
    Shift shift = Shift.ofMove(deviations, before, rows, comparisons);
    double factor = Math.abs(Math.log(now.scale() / old.scale()));
    double stretched = factor > Math.max(FACTOR, shift.chance()) ? factor / FACTOR : 0;
    return Math.max(stretched, shift.level() == Level.FINE ? 0 : shift.severity());
  }

  private static String told(Scaling scaling) {
    String format =
        switch (scaling.kind()) {
          case STANDARD -> "mean %.4g, deviation %.4g";
          case MIN_MAX -> "from %.4g, over %.4g";
          case ROBUST -> "median %.4g, quartiles %.4g apart";
          case NONE -> "as it is";
        };
    return String.format(Locale.ROOT, format, scaling.location(), scaling.scale());
  }

  private void addMissing(String name, long missing, List<ModelChange> changes) {
    if (!(model.provenance().get("missing_shares") instanceof Map<?, ?> shares)) {
      return;
    }
    double share = shares.get(name) instanceof Number found ? found.doubleValue() : 0;
    long had = Math.round(share * before);
    long[] first = {had, before - had};
    long[] second = {missing, rows - missing};
    if (had + missing > 0
        && Shift.ofCounts(Measure.MISSING_PSI, first, second, comparisons).level() != Level.FINE) {
      changes.add(
          ModelChange.of(
              PlainText.of(name),
              Kind.MISSING_VALUES,
              String.format(Locale.ROOT, "%.1f%% missing", 100 * share),
              String.format(Locale.ROOT, "%.1f%% missing", 100.0 * missing / rows),
              keep ? "imputed as before" : "imputed anew"));
    }
  }
}
