package dev.lockstep.spark.report;

import dev.lockstep.diagnosis.Importance;
import dev.lockstep.train.Split;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The importance of columns in report.json. */
public final class ImportanceReport {
  /** What report.json has it under. */
  public static final String NAME = "permutation_importance";

  private ImportanceReport() {}

  /** Of columns that were not looked at, and why. */
  public static Map<String, Object> skipped(String why) {
    return Map.of("skipped", why);
  }

  /**
   * Ready for JSON.
   *
   * @param rows that were looked at
   * @param seconds that took
   */
  public static Map<String, Object> values(
      Importance importance, Split split, int repeats, long rows, double seconds) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("split", split.toString());
    values.put("metric", importance.measure().toString());
    values.put("repeats", repeats);
    values.put("rows", rows);
    values.put("seconds", seconds);
    values.put("baseline", importance.baseline());
    List<Map<String, Object>> columns = new ArrayList<>();
    for (Importance.OfColumn column : importance.columns()) {
      Map<String, Object> each = new LinkedHashMap<>();
      each.put("column", column.name());
      each.put("importance", column.mean());
      each.put("low", column.low());
      each.put("high", column.high());
      columns.add(each);
    }
    values.put("columns", columns);
    return values;
  }
}
