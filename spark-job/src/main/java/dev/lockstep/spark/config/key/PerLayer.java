package dev.lockstep.spark.config.key;

import dev.lockstep.spark.config.yaml.BadYaml;
import dev.lockstep.spark.config.yaml.ValueType;
import dev.lockstep.spark.config.yaml.YamlValue;
import java.util.ArrayList;
import java.util.List;

/** Values of layers: a list, or one value alone for all of them. */
final class PerLayer {
  private PerLayer() {}

  static <T> ValueType<List<T>> of(ValueType<T> type) {
    String allowed = type.allowed() + ", or a list of such";
    return new ValueType<>(
        allowed,
        value -> parse(value, type, allowed),
        list -> list.size() == 1 ? type.plain().apply(list.get(0)) : list);
  }

  private static <T> List<T> parse(YamlValue value, ValueType<T> type, String allowed)
      throws BadYaml {
    List<T> list = new ArrayList<>();
    for (YamlValue each : value.items().orElse(List.of(value))) {
      list.add(type.parse(each));
    }
    if (list.isEmpty()) {
      throw BadYaml.expected(value, allowed);
    }
    return List.copyOf(list);
  }
}
