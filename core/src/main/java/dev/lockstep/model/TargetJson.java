package dev.lockstep.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.feature.Vocabulary;
import dev.lockstep.metric.Classes;
import dev.lockstep.model.Target.Classification;
import dev.lockstep.model.Target.Regression;
import java.util.List;

/** A target as JSON. */
final class TargetJson {
  private TargetJson() {}

  static ObjectNode write(Target target) {
    ObjectNode json = Json.object();
    if (target instanceof Classification classification) {
      json.put("kind", "classification").put("column", classification.column());
      json.put("type", classification.type());
      ArrayNode labels = json.putArray("labels");
      classification.labels().values().forEach(label -> labels.add(Json.tree(label)));
      if (classification.threshold() != Classes.EVEN) {
        json.put("threshold", classification.threshold());
      }
    } else if (target instanceof Regression regression) {
      json.put("kind", "regression");
      regression.columns().forEach(json.putArray("columns")::add);
      ScalingJson.write(regression.standardizers(), json);
    }
    return json;
  }

  static Target read(JsonObject json) {
    return switch (json.text("kind")) {
      case "classification" ->
          new Classification(
              json.text("column"),
              json.text("type"),
              new Vocabulary<>(json.scalars("labels")),
              json.has("threshold") ? json.number("threshold") : Classes.EVEN);
      case "regression" -> {
        List<String> columns = json.texts("columns");
        yield new Regression(columns, ScalingJson.standardizers(json, columns.size()));
      }
      default -> throw json.wrong("kind", "one of [classification, regression]");
    };
  }
}
