package dev.lockstep.spark.report;

import dev.lockstep.spark.table.compare.ModelChange;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a report says of how the tables differ from the model that a training goes on from. */
public final class ModelChangesReport {
  private ModelChangesReport() {}

  /** Ready for JSON. */
  public static List<Map<String, Object>> values(List<ModelChange> changes) {
    return changes.stream().map(ModelChangesReport::values).toList();
  }

  private static Map<String, Object> values(ModelChange change) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("column", change.column());
    values.put("change", change.kind().toString());
    values.put("model", change.model());
    values.put("table", change.table());
    values.put("outcome", change.outcome());
    return values;
  }
}
