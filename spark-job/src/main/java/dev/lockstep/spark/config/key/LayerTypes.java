package dev.lockstep.spark.config.key;

import static dev.lockstep.spark.config.yaml.ValueType.choice;
import static dev.lockstep.spark.config.yaml.ValueType.integer;
import static dev.lockstep.spark.config.yaml.ValueType.number;

import dev.lockstep.nn.layer.Activation;
import dev.lockstep.nn.layer.BatchNorm.Statistics;
import dev.lockstep.nn.layer.Dropout;
import dev.lockstep.nn.layer.Identity;
import dev.lockstep.nn.layer.LeakyRelu;
import dev.lockstep.nn.layer.Relu;
import dev.lockstep.nn.layer.Sigmoid;
import dev.lockstep.nn.layer.Tanh;
import dev.lockstep.spark.config.NetworkConfig.Drop;
import dev.lockstep.spark.config.NetworkConfig.Elementwise;
import dev.lockstep.spark.config.NetworkConfig.HiddenLayer;
import dev.lockstep.spark.config.NetworkConfig.Norm;
import dev.lockstep.spark.config.NetworkConfig.OfWidth;
import dev.lockstep.spark.config.yaml.BadYaml;
import dev.lockstep.spark.config.yaml.Interval;
import dev.lockstep.spark.config.yaml.ValueType;
import dev.lockstep.spark.config.yaml.YamlValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Layers as values: a name alone, or a map of a name to its argument, as in "dense: 128". */
final class LayerTypes {
  /** Makes a layer of one kind from its argument, if it is given one. */
  private interface Kind<L> {
    L parse(YamlValue layer, Optional<YamlValue> argument) throws BadYaml;
  }

  private static final String BATCH_NORM = "batch_norm";
  private static final String DROPOUT = "dropout";
  private static final String KEEP_PROB = "keep_prob";
  private static final String STATISTICS = "statistics";

  /** The share of units that dropout keeps. */
  static final ValueType<Double> KEEP = keep(number(Interval.halfOpenBelow(0, 1)));

  /** The same for several layers; one number alone is for all of them. */
  static final ValueType<List<Double>> KEEPS = PerLayer.of(KEEP);

  private static final Map<String, Kind<Activation>> ACTIVATIONS = activations();
  private static final Map<String, Kind<HiddenLayer>> LAYERS = layers();

  static final ValueType<Activation> ACTIVATION =
      new ValueType<>(
          "one of " + names(ACTIVATIONS), value -> parse(value, ACTIVATIONS), LayerTypes::plain);

  static final ValueType<HiddenLayer> LAYER =
      new ValueType<>(
          "dense: N, batch_norm, batch_norm: {statistics: sync}, dropout: {keep_prob: P}, "
              + names(ACTIVATIONS),
          value -> parse(value, LAYERS),
          LayerTypes::plain);

  private LayerTypes() {}

  /** Shares so small that draws cannot tell them from none are refused with their key. */
  private static ValueType<Double> keep(ValueType<Double> share) {
    return new ValueType<>(
        share.allowed(), value -> new Dropout(share.parse(value)).keepProb(), share.plain());
  }

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
    kinds.put(BATCH_NORM, (at, argument) -> norm(argument));
    kinds.put(DROPOUT, LayerTypes::dropout);
    activations()
        .forEach(
            (name, kind) ->
                kinds.put(name, (at, argument) -> new Elementwise(kind.parse(at, argument))));
    return kinds;
  }

  private static String names(Map<String, ?> kinds) {
    return String.join(", ", kinds.keySet());
  }

  private static <L> L parse(YamlValue value, Map<String, Kind<L>> kinds) throws BadYaml {
    Optional<YamlValue.Entry> entry =
        value.entries().filter(entries -> entries.size() == 1).map(entries -> entries.get(0));
    Optional<String> name = entry.isPresent() ? entry.get().key().text() : value.text();
    Kind<L> kind = name.map(kinds::get).orElse(null);
    if (kind == null) {
      throw BadYaml.expected(entry.map(YamlValue.Entry::key).orElse(value), names(kinds));
    }
    return kind.parse(value, entry.map(YamlValue.Entry::value));
  }

  private static HiddenLayer dense(YamlValue layer, Optional<YamlValue> argument) throws BadYaml {
    if (argument.isEmpty()) {
      throw new BadYaml(layer, "found dense without a width; allowed: dense: N");
    }
    return new OfWidth(integer(1).parse(argument.get()));
  }

  private static HiddenLayer norm(Optional<YamlValue> argument) throws BadYaml {
    if (argument.isEmpty()) {
      return new Norm(Statistics.SHARD);
    }
    YamlValue statistics =
        only(STATISTICS, argument.get(), BATCH_NORM + ", batch_norm: {statistics: sync}");
    return new Norm(choice(Statistics.class).parse(statistics));
  }

  /** The value of a map's only key. */
  private static YamlValue only(String key, YamlValue argument, String allowed) throws BadYaml {
    List<YamlValue.Entry> entries = argument.entries().orElse(List.of());
    if (entries.size() != 1 || !entries.get(0).key().text().equals(Optional.of(key))) {
      throw BadYaml.expected(argument, allowed);
    }
    return entries.get(0).value();
  }

  private static BadYaml takesNone(YamlValue argument, String kind) {
    return new BadYaml(argument, "found " + argument.found() + "; " + kind + " takes no argument");
  }

  /** With the name of the number: elsewhere it is the share that is dropped. */
  private static HiddenLayer dropout(YamlValue layer, Optional<YamlValue> argument) throws BadYaml {
    YamlValue share = only(KEEP_PROB, argument.orElse(layer), "dropout: {keep_prob: P}");
    return new Drop(new Dropout(KEEP.parse(share)));
  }

  private static Activation bare(Activation layer, Optional<YamlValue> argument) throws BadYaml {
    if (argument.isPresent()) {
      throw takesNone(argument.get(), layer.kind());
    }
    return layer;
  }

  private static Activation leakyRelu(Optional<YamlValue> slope) throws BadYaml {
    return new LeakyRelu(
        slope.isEmpty()
            ? LeakyRelu.DEFAULT_SLOPE
            : number(Interval.open(0, 1)).parse(slope.get()).floatValue());
  }

  private static Object plain(HiddenLayer layer) {
    if (layer instanceof OfWidth dense) {
      return Map.of("dense", dense.outputs());
    }
    if (layer instanceof Drop drop) {
      return Map.of(DROPOUT, Map.of(KEEP_PROB, drop.dropout().keepProb()));
    }
    if (layer instanceof Norm norm) {
      return norm.statistics() == Statistics.SHARD
          ? BATCH_NORM
          : Map.of(BATCH_NORM, Map.of(STATISTICS, norm.statistics().toString()));
    }
    return plain(((Elementwise) layer).activation());
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
