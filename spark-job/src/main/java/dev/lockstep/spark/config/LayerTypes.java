package dev.lockstep.spark.config;

import static dev.lockstep.spark.config.ValueTypes.integer;
import static dev.lockstep.spark.config.ValueTypes.number;

import dev.lockstep.nn.layer.Activation;
import dev.lockstep.nn.layer.Identity;
import dev.lockstep.nn.layer.LeakyRelu;
import dev.lockstep.nn.layer.Relu;
import dev.lockstep.nn.layer.Sigmoid;
import dev.lockstep.nn.layer.Tanh;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Layers as values: a name alone, or a map of a name to its argument, as in "dense: 128". */
final class LayerTypes {
  /** Makes a layer of one kind from its argument, if it is given one. */
  private interface Kind<L> {
    L parse(YamlValue layer, Optional<YamlValue> argument) throws BadValue;
  }

  private static final Map<String, Kind<Activation>> ACTIVATIONS = activations();
  private static final Map<String, Kind<HiddenLayer>> LAYERS = layers();

  static final ValueType<Activation> ACTIVATION =
      new ValueType<>(
          "one of " + names(ACTIVATIONS), value -> parse(value, ACTIVATIONS), LayerTypes::plain);

  static final ValueType<HiddenLayer> LAYER =
      new ValueType<>(
          "dense: N, " + names(ACTIVATIONS), value -> parse(value, LAYERS), LayerTypes::plain);

  private LayerTypes() {}

  private static Map<String, Kind<Activation>> activations() {
    Map<String, Kind<Activation>> kinds = new LinkedHashMap<>();
    Stream.of(new Relu(), new Tanh(), new Sigmoid(), new Identity())
        .forEach(layer -> kinds.put(layer.kind(), (at, argument) -> bare(layer, argument)));
    kinds.put("leaky_relu", (at, argument) -> leakyRelu(argument));
    return kinds;
  }

  private static Map<String, Kind<HiddenLayer>> layers() {
    Map<String, Kind<HiddenLayer>> kinds = new LinkedHashMap<>();
    kinds.put("dense", LayerTypes::dense);
    activations()
        .forEach(
            (name, kind) ->
                kinds.put(
                    name, (at, argument) -> new HiddenLayer.Elementwise(kind.parse(at, argument))));
    return kinds;
  }

  private static String names(Map<String, ?> kinds) {
    return String.join(", ", kinds.keySet());
  }

  private static <L> L parse(YamlValue value, Map<String, Kind<L>> kinds) throws BadValue {
    Optional<YamlValue.Entry> entry =
        value.entries().filter(entries -> entries.size() == 1).map(entries -> entries.get(0));
    Optional<String> name = entry.isPresent() ? entry.get().key().text() : value.text();
    Kind<L> kind = name.map(kinds::get).orElse(null);
    if (kind == null) {
      throw BadValue.expected(entry.map(YamlValue.Entry::key).orElse(value), names(kinds));
    }
    return kind.parse(value, entry.map(YamlValue.Entry::value));
  }

  private static HiddenLayer dense(YamlValue layer, Optional<YamlValue> argument) throws BadValue {
    if (argument.isEmpty()) {
      throw new BadValue(layer, "found dense without a width; allowed: dense: N");
    }
    return new HiddenLayer.OfWidth(integer(1).parse(argument.get()));
  }

  private static Activation bare(Activation layer, Optional<YamlValue> argument) throws BadValue {
    if (argument.isPresent()) {
      throw new BadValue(
          argument.get(),
          "found " + argument.get().found() + "; " + layer.kind() + " takes no argument");
    }
    return layer;
  }

  private static Activation leakyRelu(Optional<YamlValue> slope) throws BadValue {
    return new LeakyRelu(
        slope.isEmpty()
            ? LeakyRelu.DEFAULT_SLOPE
            : number(Interval.open(0, 1)).parse(slope.get()).floatValue());
  }

  private static Object plain(HiddenLayer layer) {
    if (layer instanceof HiddenLayer.OfWidth dense) {
      return Map.of("dense", dense.outputs());
    }
    return plain(((HiddenLayer.Elementwise) layer).activation());
  }

  private static Object plain(Activation activation) {
    return activation instanceof LeakyRelu leaky
        ? Map.of(leaky.kind(), decimal(leaky.slope()))
        : activation.kind();
  }

  /** The shortest decimal that is that float, as it was written. */
  private static double decimal(float value) {
    return Double.parseDouble(Float.toString(value));
  }
}
