package dev.lockstep.optim;

import static dev.lockstep.testing.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.linalg.Range;
import dev.lockstep.testing.Golden;
import dev.lockstep.testing.Kinds;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Eight steps of every optimizer against PyTorch's float64. */
class GoldenOptimizersTest {
  /** Eight steps round a few times each: the largest error measured is 2e-7. */
  private static final double RELATIVE = 1e-5;

  private static final JsonNode GOLDEN = Golden.read("optimizers.json");

  static Stream<Named<JsonNode>> cases() {
    return StreamSupport.stream(GOLDEN.required("cases").spliterator(), false)
        .map(
            each ->
                Named.of(
                    each.required("optimizer").textValue() + each.required("hyperparameters"),
                    each));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theTrajectoryAgreesWithPyTorch(JsonNode golden) {
    float[] w = Golden.floats(GOLDEN.required("initial"));
    Optimizer optimizer = optimizer(golden, w.length);
    assertThat(optimizer.kind()).isEqualTo(golden.required("optimizer").textValue());
    OptimizerState state = optimizer.init(w.length);
    double rate = golden.required("hyperparameters").required("learning_rate").doubleValue();
    JsonNode gradients = GOLDEN.required("gradients");
    assertThat(golden.required("trajectory")).hasSameSizeAs(gradients).hasSize(8);
    for (int step = 0; step < gradients.size(); step++) {
      optimizer.step(w, Golden.floats(gradients.get(step)), state, rate);
      assertClose(
          "step " + (step + 1),
          w,
          Golden.numbers(golden.required("trajectory").get(step)),
          RELATIVE);
    }
  }

  @Test
  void everyOptimizerHasATrajectory() {
    List<Optimizer> optimizers = new ArrayList<>();
    GOLDEN.required("cases").forEach(golden -> optimizers.add(optimizer(golden, 1)));
    assertThat(Kinds.classesOf(optimizers)).isEqualTo(Kinds.classes(Optimizer.class));
  }

  private static Optimizer optimizer(JsonNode golden, int n) {
    JsonNode h = golden.required("hyperparameters");
    String kind = golden.required("optimizer").textValue();
    return switch (kind) {
      case "sgd" -> new Sgd();
      case "momentum" -> new Momentum(number(h, "beta"), h.path("bias_correction").booleanValue());
      case "nesterov" -> new Nesterov(number(h, "beta"));
      case "rmsprop" -> new RmsProp(number(h, "beta"), number(h, "epsilon"));
      case "adam" -> adam(h);
      case "adamw" -> new AdamW(adam(h), number(h, "weight_decay"), List.of(new Range(0, n)));
      default -> throw new AssertionError("the test cannot build the optimizer " + kind);
    };
  }

  private static Adam adam(JsonNode h) {
    return new Adam(number(h, "beta1"), number(h, "beta2"), number(h, "epsilon"));
  }

  private static double number(JsonNode hyperparameters, String name) {
    return hyperparameters.required(name).doubleValue();
  }
}
