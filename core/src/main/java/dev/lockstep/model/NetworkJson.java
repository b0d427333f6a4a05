package dev.lockstep.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.layer.BatchNorm;
import dev.lockstep.nn.layer.BatchNorm.Statistics;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.layer.Dropout;
import dev.lockstep.nn.layer.Identity;
import dev.lockstep.nn.layer.Layer;
import dev.lockstep.nn.layer.LeakyRelu;
import dev.lockstep.nn.layer.Relu;
import dev.lockstep.nn.layer.Sigmoid;
import dev.lockstep.nn.layer.Tanh;
import dev.lockstep.nn.loss.ClassTargets;
import dev.lockstep.nn.loss.Loss;
import dev.lockstep.nn.loss.SigmoidCrossEntropy;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.nn.loss.SquaredError;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** An architecture as JSON: the one place where every kind of layer and loss has its form. */
final class NetworkJson {
  private NetworkJson() {}

  /** How one kind is written: its hyperparameters beside the key "kind". */
  private record Form<T>(
      Class<T> type, BiConsumer<T, ObjectNode> writer, Function<JsonObject, T> reader) {
    void write(Object value, ObjectNode json) {
      writer.accept(type.cast(value), json);
    }

    /** A kind without hyperparameters. */
    static <T> Form<T> of(Class<T> type, T value) {
      return new Form<>(type, (same, json) -> {}, json -> value);
    }
  }

  private static final Map<String, Form<? extends Layer>> LAYERS =
      new TreeMap<>(
          Map.of(
              "dense",
              new Form<>(Dense.class, NetworkJson::writeDense, NetworkJson::readDense),
              "batch_norm",
              new Form<>(BatchNorm.class, NetworkJson::writeNorm, NetworkJson::readNorm),
              "dropout",
              new Form<>(
                  Dropout.class,
                  (layer, json) -> json.put("keep_prob", layer.keepProb()),
                  json -> new Dropout(json.number("keep_prob"))),
              "identity",
              Form.of(Identity.class, new Identity()),
              "relu",
              Form.of(Relu.class, new Relu()),
              "leaky_relu",
              new Form<>(
                  LeakyRelu.class,
                  (layer, json) -> json.put("slope", layer.slope()),
                  json -> new LeakyRelu((float) json.number("slope"))),
              "tanh",
              Form.of(Tanh.class, new Tanh()),
              "sigmoid",
              Form.of(Sigmoid.class, new Sigmoid())));

  private static final Map<String, Form<? extends Loss>> LOSSES =
      new TreeMap<>(
          Map.of(
              "softmax_cross_entropy",
              new Form<>(
                  SoftmaxCrossEntropy.class,
                  (loss, json) -> writeClasses(loss.classes(), json),
                  json -> new SoftmaxCrossEntropy(readClasses(json))),
              "sigmoid_cross_entropy",
              new Form<>(
                  SigmoidCrossEntropy.class,
                  (loss, json) -> writeClasses(loss.classes(), json),
                  json -> new SigmoidCrossEntropy(readClasses(json))),
              "squared_error",
              Form.of(SquaredError.class, new SquaredError())));

  private static void writeDense(Dense layer, ObjectNode json) {
    json.put("inputs", layer.inputs()).put("outputs", layer.outputs()).put("bias", layer.bias());
  }

  private static Dense readDense(JsonObject json) {
    return new Dense(json.integer("inputs"), json.integer("outputs"), json.flag("bias"));
  }

  /** Nothing of statistics of shards, as in models from before there were others. */
  private static void writeNorm(BatchNorm layer, ObjectNode json) {
    json.put("width", layer.width());
    json.put("epsilon", layer.epsilon()).put("momentum", layer.momentum());
    if (layer.statistics() != Statistics.SHARD) {
      json.put("statistics", layer.statistics().toString());
    }
  }

  private static BatchNorm readNorm(JsonObject json) {
    return new BatchNorm(
        json.integer("width"),
        (float) json.number("epsilon"),
        (float) json.number("momentum"),
        json.has("statistics") ? statistics(json) : Statistics.SHARD);
  }

  private static Statistics statistics(JsonObject json) {
    String found = json.text("statistics");
    return Arrays.stream(Statistics.values())
        .filter(each -> each.toString().equals(found))
        .findFirst()
        .orElseThrow(() -> json.wrong("statistics", "one of " + List.of(Statistics.values())));
  }

  /** Nothing of targets that were taken as they are, as in models from before there were others. */
  private static void writeClasses(ClassTargets classes, ObjectNode json) {
    if (classes.smoothing() > 0) {
      json.put("label_smoothing", classes.smoothing());
    }
    if (!classes.weights().isEmpty()) {
      classes.weights().forEach(json.putArray("class_weights")::add);
    }
  }

  private static ClassTargets readClasses(JsonObject json) {
    return new ClassTargets(
        json.has("label_smoothing") ? json.number("label_smoothing") : 0,
        json.has("class_weights")
            ? json.numbers("class_weights").stream().map(Double::floatValue).toList()
            : List.of());
  }

  static ObjectNode write(Network network) {
    ObjectNode json = Json.object().put("inputs", network.inputs());
    ArrayNode layers = json.putArray("layers");
    network.layers().forEach(layer -> layers.add(write(LAYERS, layer.kind(), layer)));
    json.set("loss", write(LOSSES, network.loss().kind(), network.loss()));
    return json;
  }

  static Network read(JsonObject json) {
    int inputs = json.integer("inputs");
    if (json.size("layers") > Network.MAX_LAYERS) {
      throw json.wrong("layers", "at most " + Network.MAX_LAYERS + " of them");
    }
    List<Layer> layers =
        json.objects("layers").stream().<Layer>map(layer -> layer.read(form(LAYERS))).toList();
    return new Network(inputs, layers, json.object("loss").read(form(LOSSES)));
  }

  private static ObjectNode write(Map<String, ? extends Form<?>> forms, String kind, Object value) {
    Form<?> form = forms.get(kind);
    if (form == null) {
      throw new IllegalStateException("NetworkJson has no form for the kind " + kind);
    }
    ObjectNode json = Json.object().put("kind", kind);
    form.write(value, json);
    return json;
  }

  private static <T> Function<JsonObject, T> form(Map<String, Form<? extends T>> forms) {
    return json -> {
      Form<? extends T> form = forms.get(json.text("kind"));
      if (form == null) {
        throw json.wrong("kind", "one of " + forms.keySet());
      }
      return form.reader().apply(json);
    };
  }
}
