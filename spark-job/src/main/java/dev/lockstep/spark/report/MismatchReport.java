package dev.lockstep.spark.report;

import dev.lockstep.diagnosis.Shift;
import dev.lockstep.diagnosis.Shift.Level;
import dev.lockstep.spark.table.compare.FeatureShift;
import dev.lockstep.spark.table.compare.Mismatch;
import dev.lockstep.spark.table.compare.UnseenRows;
import dev.lockstep.train.Split;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a report says of how the splits differ. */
final class MismatchReport {
  /** Features, each of a pair of splits, that are told of. */
  private static final int WORST = 10;

  private MismatchReport() {}

  /** How many rows of each split have an unseen category, by columns that have some. */
  static Map<String, Object> unseen(Map<Split, List<UnseenRows>> found) {
    Map<String, Object> values = new LinkedHashMap<>();
    new TreeMap<>(found)
        .forEach(
            (split, columns) -> {
              Map<String, Long> counts = new LinkedHashMap<>();
              columns.forEach(each -> counts.put(each.column(), each.unseen()));
              values.put(split.toString(), counts);
            });
    return values;
  }

  /** Of splits that were compared. */
  static Map<String, Object> of(Mismatch found) {
    Map<String, Object> values = new LinkedHashMap<>();
    Map<String, Integer> rows = new LinkedHashMap<>();
    new TreeMap<>(found.rows()).forEach((split, count) -> rows.put(split.toString(), count));
    values.put("compared_rows", rows);
    values.put("comparisons", found.shifts().size());
    for (Level level : Level.values()) {
      values.put(level.toString(), found.count(level));
    }
    values.put("worst", found.shifts().stream().limit(WORST).map(MismatchReport::of).toList());
    return values;
  }

  private static Map<String, Object> of(FeatureShift shift) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("feature", shift.feature());
    values.put("splits", List.of(shift.first().toString(), shift.second().toString()));
    values.put("level", shift.level().toString());
    for (Shift each : shift.measures()) {
      values.put(each.measure().toString(), each.value());
      values.put(each.measure() + "_by_chance", each.chance());
    }
    return values;
  }
}
