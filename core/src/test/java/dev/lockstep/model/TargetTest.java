package dev.lockstep.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.feature.Vocabulary;
import dev.lockstep.model.Target.Classification;
import dev.lockstep.model.Target.Regression;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.Network.Outputs;
import dev.lockstep.nn.layer.Relu;
import dev.lockstep.nn.loss.Loss;
import dev.lockstep.nn.loss.SigmoidCrossEntropy;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.nn.loss.SquaredError;
import dev.lockstep.shard.Standardizer;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

class TargetTest {
  private static Network network(int outputs, Loss loss) {
    return Network.multilayerPerceptron(3, List.of(), new Relu(), new Outputs(outputs, loss));
  }

  private static List<Object> labels(Object... values) {
    return Classification.of("y", "?", List.of(values)).labels().values();
  }

  @Test
  void aThresholdIsKeptIfItIsNotEven() {
    Classification even = Classification.of("y", "string", List.of("a", "b"));
    assertThat(even.threshold()).isEqualTo(0.5);
    assertThat(ModelJson.of(even)).doesNotContain("threshold");
    Classification other = even.at(0.3);
    assertThat(ModelJson.target(ModelJson.of(other))).isEqualTo(other).isNotEqualTo(even);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> even.at(1))
        .withMessage("a threshold must lie in (0, 1), not 1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Classification.of("y", "string", List.of("a", "b", "c")).at(0.3))
        .withMessage("a threshold is for 2 classes; the label column 'y' has 3");
  }

  @Test
  void labelsAreSortedAndKeepTheirType() {
    assertThat(labels("b", "a")).containsExactly("a", "b");
    assertThat(labels(10, 9, -1)).containsExactly(-1L, 9L, 10L);
    assertThat(labels((byte) 2, (short) 1)).containsExactly(1L, 2L);
    assertThat(labels(0.5f, -0.0)).containsExactly(0.0, 0.5);
    assertThat(labels(true, false)).containsExactly(false, true);
  }

  @Test
  void aClassIndexIsThePlaceOfTheLabel() {
    Classification target = Classification.of("y", "int", List.of(7, 3, 5));
    assertThat(target.indexOf(7)).isEqualTo(2);
    assertThat(target.indexOf(3L)).isEqualTo(0);
    assertThat(target.indexOf(4)).isEqualTo(-1);
    assertThat(target.indexOf("3")).isEqualTo(-1);
    assertThat(target.indexOf(null)).isEqualTo(-1);
    assertThat(target.labels().get(1)).isEqualTo(5L);
  }

  @Test
  void labelsThatMakeNoClassesAreRefused() {
    assertThatThrownBy(() -> labels("only")).hasMessageContaining("1 distinct values [only]");
    assertThatThrownBy(() -> labels("a", 1)).hasMessageContaining("different types");
    assertThatThrownBy(() -> labels(1, 1)).hasMessageContaining("'1' occurs twice");
    assertThatThrownBy(() -> labels(1, Double.NaN)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> labels(BigDecimal.ONE, BigDecimal.TEN))
        .hasMessageContaining("label 1");
    assertThatThrownBy(() -> new Classification("y", "?", new Vocabulary<>(List.of("b", "a"))))
        .hasMessageContaining("not ascending");
  }

  @Test
  void aNetworkMustFitTheClasses() {
    Classification two = Classification.of("y", "boolean", List.of(true, false));
    Classification three = Classification.of("y", "int", List.of(1, 2, 3));
    two.check(network(2, new SoftmaxCrossEntropy()));
    two.check(network(1, new SigmoidCrossEntropy()));
    three.check(network(3, new SoftmaxCrossEntropy()));
    assertThatThrownBy(() -> three.check(network(2, new SoftmaxCrossEntropy())))
        .hasMessage(
            "the label column 'y' has 3 classes, which needs 3 outputs with"
                + " softmax_cross_entropy; the network has 2 with softmax_cross_entropy");
    assertThatThrownBy(() -> three.check(network(1, new SigmoidCrossEntropy())));
    assertThatThrownBy(() -> two.check(network(2, new SigmoidCrossEntropy())));
    assertThatThrownBy(() -> two.check(network(2, new SquaredError())))
        .hasMessageContaining("or 1 with sigmoid_cross_entropy");
  }

  @Test
  void aNetworkMustFitTheNumbers() {
    Regression target = Regression.plain(List.of("price", "rent"));
    target.check(network(2, new SquaredError()));
    assertThatThrownBy(() -> target.check(network(1, new SquaredError())))
        .hasMessageContaining("[price, rent] need 2 outputs");
    assertThatThrownBy(() -> target.check(network(2, new SoftmaxCrossEntropy())));
    assertThatThrownBy(() -> Regression.plain(List.of()));
    assertThatThrownBy(() -> Regression.plain(List.of("a", "a"))).hasMessageContaining("[a, a]");
  }

  @Test
  void aTargetTravelsAsText() {
    List<Target> targets =
        List.of(
            Regression.plain(List.of("a", "b")),
            Classification.of("y", "string", List.of("\"", "é\n", "")),
            Classification.of("y", "bigint", List.of(Long.MIN_VALUE, 0, Long.MAX_VALUE)),
            Classification.of("y", "double", List.of(1.0, 1e-300, 0.1)),
            Classification.of("y", "boolean", List.of(true, false)));
    for (Target target : targets) {
      assertThat(ModelJson.target(ModelJson.of(target))).isEqualTo(target);
    }
  }

  @Test
  void numbersAreEqualWhateverTheirType() {
    Classification longs = Classification.of("y", "int", List.of(0L, 1L));
    Classification doubles = Classification.of("y", "double", List.of(0.0, 1.0));
    Classification flags = Classification.of("y", "boolean", List.of(false, true));
    for (Classification target : List.of(longs, doubles, flags)) {
      for (Object one : List.of(1, 1L, 1.0f, 1.0, true)) {
        assertThat(target.indexOf(one)).as("%s in %s", one, target.type()).isEqualTo(1);
      }
      for (Object zero : List.of(0, 0.0, -0.0, false)) {
        assertThat(target.indexOf(zero)).as("%s in %s", zero, target.type()).isZero();
      }
      for (Object other : List.of(2, 0.5, Double.NaN, "1", "true")) {
        assertThat(target.indexOf(other)).as("%s in %s", other, target.type()).isEqualTo(-1);
      }
    }
  }

  @Test
  void standardizedTargetsSurviveJson() {
    Regression target =
        new Regression(
            List.of("price", "rent"), List.of(new Standardizer(4e5, 1e5), Standardizer.none()));
    assertThat(ModelJson.target(ModelJson.of(target))).isEqualTo(target);
    assertThat(ModelJson.of(Regression.plain(List.of("price")))).doesNotContain("mean");
  }

  @Test
  void aStandardizedValueIsBroughtBack() {
    Standardizer price = new Standardizer(4e5, 1e5);
    assertThat(price.invert(price.apply(123_456))).isCloseTo(123_456, within(0.05));
    assertThat(new Standardizer(7, 0).invert(3)).isEqualTo(7);
  }
}
