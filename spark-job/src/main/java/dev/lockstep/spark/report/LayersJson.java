package dev.lockstep.spark.report;

import dev.lockstep.train.layers.LayerFigures;
import dev.lockstep.train.layers.LayerFigures.OutputFigures;
import dev.lockstep.train.layers.LayerObservation;
import java.util.LinkedHashMap;
import java.util.Map;

/** An observation of layers as metrics.jsonl and report.json have it. */
public final class LayersJson {
  private LayersJson() {}

  /** The step, from 1, and what is known of each layer. */
  public static Map<String, Object> of(LayerObservation observation) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("step", observation.step() + 1);
    json.put("layers", observation.layers().stream().map(LayersJson::of).toList());
    return json;
  }

  private static Map<String, Object> of(LayerFigures figures) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("layer", figures.index());
    json.put("kind", figures.layer().kind());
    OutputFigures output = figures.output();
    if (output != null) {
      json.put("activation", output.rootMeanSquare());
      output.dead().ifPresent(share -> json.put("dead", share));
      output.saturated().ifPresent(share -> json.put("saturated", share));
    }
    figures
        .tensors()
        .forEach(
            tensor -> {
              Map<String, Object> norms = new LinkedHashMap<>();
              norms.put("norm", tensor.norm());
              norms.put("gradient", tensor.gradient());
              norms.put("update", tensor.update());
              json.put(tensor.name(), norms);
            });
    return json;
  }
}
