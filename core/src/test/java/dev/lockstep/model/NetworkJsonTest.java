package dev.lockstep.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.nn.Network;
import dev.lockstep.nn.layer.BatchNorm;
import dev.lockstep.nn.layer.BatchNorm.Statistics;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.layer.Layer;
import dev.lockstep.nn.loss.ClassTargets;
import dev.lockstep.nn.loss.Loss;
import dev.lockstep.nn.loss.SigmoidCrossEntropy;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Walks the sealed kinds, so that a new one fails here until it has a form in JSON. */
class NetworkJsonTest {
  /** The records that implement a sealed interface, through interfaces in between. */
  private static Stream<Class<?>> kinds(Class<?> type) {
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses()).flatMap(NetworkJsonTest::kinds)
        : Stream.of(type);
  }

  static Stream<Class<?>> layers() {
    return kinds(Layer.class);
  }

  static Stream<Class<?>> losses() {
    return kinds(Loss.class);
  }

  /** A record of 3s, of trues and of 0.3s: values that are not the defaults. */
  private static Object instance(Class<?> kind) throws ReflectiveOperationException {
    RecordComponent[] components = kind.getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    Object[] arguments = Arrays.stream(types).map(NetworkJsonTest::sample).toArray();
    return kind.getDeclaredConstructor(types).newInstance(arguments);
  }

  private static Object sample(Class<?> type) {
    if (type == int.class) {
      return 3;
    } else if (type == boolean.class) {
      return false;
    } else if (type == float.class) {
      return 0.3f;
    } else if (type == double.class) {
      return 0.3;
    } else if (type == ClassTargets.class) {
      return new ClassTargets(0.3, List.of());
    } else if (type == Statistics.class) {
      return Statistics.SYNC;
    }
    throw new IllegalArgumentException("teach this test a value for " + type);
  }

  private static void survives(Network network) {
    assertThat(ModelJson.network(ModelJson.of(network))).isEqualTo(network);
  }

  @ParameterizedTest
  @MethodSource("layers")
  void everyLayerSurvives(Class<?> kind) throws ReflectiveOperationException {
    Layer layer = (Layer) instance(kind);
    Loss loss = (Loss) instance(losses().findFirst().orElseThrow());
    survives(new Network(3, List.of(layer, new Dense(3, 3)), loss));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void everyLossSurvives(Class<?> kind) throws ReflectiveOperationException {
    survives(new Network(3, List.of(new Dense(3, 3)), (Loss) instance(kind)));
  }

  @Test
  void whatTrainingMadeOfClassesSurvives() {
    ClassTargets classes = new ClassTargets(0.1, List.of(0.7f, 3f));
    survives(new Network(3, List.of(new Dense(3, 2)), new SoftmaxCrossEntropy(classes)));
    survives(new Network(3, List.of(new Dense(3, 1)), new SigmoidCrossEntropy(classes)));
    assertThat(ModelJson.of(Models.network()))
        .contains("\"loss\":{\"kind\":\"softmax_cross_entropy\"}");
  }

  @Test
  void whatTheWriterDoesNotWriteIsRefused() {
    String json = ModelJson.of(Models.network());
    refused(json, "\"tanh\"", "\"tangent\"", "layers[3].kind: found \"tangent\", expected one of");
    refused(json, "\"slope\":0.2", "\"slope\":2", "layers[1]: the slope of leaky_relu must lie");
    refused(json, "\"slope\":0.2", "\"slope\":1e999", "layers[1].slope: found");
    refused(json, "\"slope\":0.2", "\"tilt\":0.2", "layers[1].slope: found no such key");
    refused(json, "\"slope\":0.2", "\"slope\":0.2,\"a\":1", "layers[1].a: unknown key; allowed");
    refused(json, "\"outputs\":5", "\"outputs\":\"5\"", "layers[0].outputs: found \"5\"");
    refused(json, "\"outputs\":5", "\"outputs\":6", "layer 2: dense layer expects 5 inputs");
    refused(json, "\"outputs\":5", "\"outputs\":5000000000", "layers[0].outputs: found 5000000000");
    refused(json, "\"bias\":false", "\"bias\":0", "layers[2].bias: found 0");
    refused(json, "softmax_cross", "hinge_cross", "loss.kind");
    refused(json, "\"layers\":", "\"layers\":[],\"layers\":", "Duplicate");
    refused(json, "\"kind\":\"tanh\"", "", "layers[3].kind: found no such key");
  }

  private static void refused(String json, String part, String other, String message) {
    assertThat(json).contains(part);
    assertThatThrownBy(() -> ModelJson.network(json.replace(part, other)))
        .isInstanceOf(CorruptModelException.class)
        .hasMessageStartingWith("network: ")
        .hasMessageContaining(message);
  }

  /** As in models from before there were others. */
  @Test
  void statisticsOfShardsAreNotWritten() {
    assertThat(written(new BatchNorm(3))).doesNotContain("statistics");
    assertThat(written(new BatchNorm(3, Statistics.SYNC))).contains("\"statistics\":\"sync\"");
  }

  private static String written(BatchNorm norm) {
    List<Layer> layers = List.of(new Dense(3, 3), norm, new Dense(3, 2));
    return NetworkJson.write(new Network(3, layers, new SoftmaxCrossEntropy())).toString();
  }
}
