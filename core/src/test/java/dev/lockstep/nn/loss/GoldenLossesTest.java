package dev.lockstep.nn.loss;

import static dev.lockstep.testing.Closeness.ROUNDING;
import static dev.lockstep.testing.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.linalg.Matrix;
import dev.lockstep.testing.Golden;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Smoothed targets as torch.nn.CrossEntropyLoss(label_smoothing) has them. */
class GoldenLossesTest {
  /** A few roundings of probabilities, logits and weights. */
  private static final double RELATIVE = 8 * ROUNDING;

  static Stream<JsonNode> cases() {
    return StreamSupport.stream(Golden.read("losses.json").required("cases").spliterator(), false);
  }

  private static Loss loss(JsonNode golden) {
    ClassTargets targets =
        new ClassTargets(golden.required("label_smoothing").doubleValue(), List.of());
    return golden.required("loss").textValue().equals("softmax_cross_entropy")
        ? new SoftmaxCrossEntropy(targets)
        : new SigmoidCrossEntropy(targets);
  }

  private static Matrix matrix(JsonNode numbers, int rows) {
    float[] data = Golden.floats(numbers);
    return Matrix.of(data, rows, data.length / rows);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void sumAndGradientAreThoseOfPyTorch(JsonNode golden) {
    int rows = golden.required("weights").size();
    Matrix output = matrix(golden.required("logits"), rows);
    double sum =
        loss(golden)
            .gradient(
                output,
                matrix(golden.required("targets"), rows),
                matrix(golden.required("weights"), rows));
    assertClose("sum", sum, golden.required("sum").doubleValue(), RELATIVE);
    assertClose("gradient", output.data(), Golden.numbers(golden.required("gradient")), RELATIVE);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatIsMeasuredIsNotSmoothed(JsonNode golden) {
    int rows = golden.required("weights").size();
    Matrix output = matrix(golden.required("logits"), rows);
    Matrix targets = matrix(golden.required("targets"), rows);
    Matrix weights = matrix(golden.required("weights"), rows);
    Loss plain =
        loss(golden) instanceof SoftmaxCrossEntropy
            ? new SoftmaxCrossEntropy()
            : new SigmoidCrossEntropy();
    assertThat(loss(golden).sum(output, targets, weights))
        .isEqualTo(plain.sum(output, targets, weights));
  }
}
