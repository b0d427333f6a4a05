package dev.lockstep.spark.page;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Looks at the layers, one after the other, as a list of numbers for each thing that is known. */
final class LayerSeries {
  /** Layers times looks. */
  private static final int MOST = 4000;

  private static final List<String> SHARES = List.of("activation", "dead", "saturated");
  private static final List<String> NORMS = List.of("norm", "gradient", "update");

  private LayerSeries() {}

  /**
   * The steps of the looks, and of each layer its place, its kind, what it put out and the norms of
   * its weights.
   *
   * @param looks lines of metrics.jsonl, whose layers are the same
   */
  static Map<String, Object> of(List<Map<String, ?>> looks) {
    if (looks.isEmpty()) {
      return Map.of();
    }
    int layers = layers(looks.get(0)).size();
    List<Map<String, ?>> some = some(looks, (int) Math.ceil((double) looks.size() * layers / MOST));
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("step", some.stream().map(look -> look.get("step")).toList());
    List<Object> series = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      int at = layer;
      series.add(
          one(
              some.stream()
                  .<Map<?, ?>>map(
                      look -> at < layers(look).size() ? map(layers(look).get(at)) : Map.of())
                  .toList()));
    }
    values.put("layers", series);
    return values;
  }

  /** Each so many, and the last one. */
  private static List<Map<String, ?>> some(List<Map<String, ?>> looks, int each) {
    List<Map<String, ?>> some = new ArrayList<>();
    for (int i = (looks.size() - 1) % each; i < looks.size(); i += each) {
      some.add(looks.get(i));
    }
    return some;
  }

  private static List<?> layers(Map<String, ?> look) {
    return look.get("layers") instanceof List<?> layers ? layers : List.of();
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  private static Map<String, Object> one(List<Map<?, ?>> looks) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("layer", looks.get(0).get("layer"));
    values.put("kind", looks.get(0).get("kind"));
    for (String name : SHARES) {
      if (looks.stream().anyMatch(look -> look.containsKey(name))) {
        values.put(name, numbers(looks, name));
      }
    }
    List<Map<?, ?>> weights =
        looks.stream().<Map<?, ?>>map(look -> map(look.get("weight"))).toList();
    if (weights.stream().anyMatch(each -> !each.isEmpty())) {
      NORMS.forEach(name -> values.put(name, numbers(weights, name)));
    }
    return values;
  }

  private static double[] numbers(List<Map<?, ?>> looks, String name) {
    return looks.stream()
        .mapToDouble(
            look ->
                look.get(name) instanceof Number number
                    ? Digits.of(number.doubleValue())
                    : Double.NaN)
        .toArray();
  }
}
