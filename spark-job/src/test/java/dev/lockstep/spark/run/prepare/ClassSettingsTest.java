package dev.lockstep.spark.run.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.metric.Measure;
import dev.lockstep.model.Target.Classification;
import dev.lockstep.nn.loss.Loss;
import dev.lockstep.nn.loss.SigmoidCrossEntropy;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.spark.config.ClassesConfig;
import dev.lockstep.spark.config.ClassesConfig.Balanced;
import dev.lockstep.spark.config.ClassesConfig.Calibration;
import dev.lockstep.spark.config.ClassesConfig.Fixed;
import dev.lockstep.spark.config.ClassesConfig.Given;
import dev.lockstep.spark.config.ClassesConfig.Threshold;
import dev.lockstep.spark.config.ClassesConfig.Tuned;
import dev.lockstep.spark.config.ClassesConfig.Weights;
import dev.lockstep.spark.config.ConfigException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClassSettingsTest {
  private static final Classification TWO = Classification.of("y", "string", List.of("no", "yes"));
  private static final Classification THREE =
      Classification.of("y", "double", List.of(1.0, 2.5, 3.0));

  private static ClassesConfig weights(Weights weights) {
    return new ClassesConfig(0.1, Optional.of(weights), Optional.empty(), Calibration.NONE);
  }

  private static ClassesConfig threshold(Threshold threshold) {
    return new ClassesConfig(0, Optional.empty(), Optional.of(threshold), Calibration.NONE);
  }

  private static float[] classWeights(ClassSettings settings) {
    return settings.learning(new SoftmaxCrossEntropy()).loss().classWeights();
  }

  /** n / (k n_c), as sklearn.utils.class_weight.compute_class_weight("balanced"). */
  @Test
  void balancedClassesWeighTheSameTogether() {
    ClassesConfig balanced = weights(new Balanced());
    assertThat(classWeights(new ClassSettings(balanced, TWO, List.of(90.0, 10.0))))
        .containsExactly(100f / 180, 5f);
    assertThat(classWeights(new ClassSettings(balanced, THREE, List.of(6.0, 0.0, 2.0))))
        .containsExactly(8f / 12, 1f, 2f);
  }

  @Test
  void weightsAreGivenByName() {
    ClassesConfig given = weights(new Given(Map.of("yes", 4.0)));
    ClassSettings settings = new ClassSettings(given, TWO, List.of(1.0, 1.0));
    assertThat(classWeights(settings)).containsExactly(1f, 4f);
    Loss sigmoid = settings.learning(new SigmoidCrossEntropy()).loss();
    assertThat(sigmoid.classWeights()).containsExactly(1f, 4f);
    assertThat(((SigmoidCrossEntropy) sigmoid).classes().smoothing()).isEqualTo(0.1);
    assertThat(settings.learning(new SoftmaxCrossEntropy()).told())
        .isEqualTo(Map.of("class_weights", Map.of("no", 1f, "yes", 4f)));
  }

  @Test
  void numbersAreNamedHoweverTheyAreWritten() {
    ClassesConfig given = weights(new Given(Map.of("1", 2.0, "2.50", 3.0, "3.0", 4.0)));
    assertThat(classWeights(new ClassSettings(given, THREE, List.of(1.0, 1.0, 1.0))))
        .containsExactly(2f, 3f, 4f);
  }

  @Test
  void aClassThatDoesNotExistIsRefused() {
    refused(
        weights(new Given(Map.of("maybe", 2.0))),
        TWO,
        "training.class_weights: found the class 'maybe', which the label column 'y' does not"
            + " have; its classes are [no, yes]");
    refused(
        weights(new Given(Map.of("4", 2.0))),
        THREE,
        "training.class_weights: found the class '4', which the label column 'y' does not have;"
            + " its classes are [1.0, 2.5, 3.0]");
  }

  @Test
  void aClassThatIsNamedTwiceIsRefused() {
    Map<String, Double> twice = new LinkedHashMap<>();
    twice.put("1", 2.0);
    twice.put("1.0", 5.0);
    refused(
        weights(new Given(twice)),
        THREE,
        "training.class_weights: found '1' and '1.0', which are the same class of the label column"
            + " 'y'; allowed: each class once");
  }

  @Test
  void aThresholdIsForTwoClasses() {
    String message =
        "training.threshold: found one for the label column 'y', which has 3 classes; allowed: with"
            + " 2";
    refused(threshold(new Fixed(0.3)), THREE, message);
    refused(threshold(new Tuned(Measure.F1)), THREE, message);
  }

  private static void refused(ClassesConfig asked, Classification classes, String message) {
    List<Double> totals = classes.labels().values().stream().map(label -> 1.0).toList();
    ClassSettings settings = new ClassSettings(asked, classes, totals);
    assertThatThrownBy(() -> settings.learning(new SoftmaxCrossEntropy()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }

  @Test
  void theThresholdOfAnInitialModelDoesNotCount() {
    ClassesConfig nothing =
        new ClassesConfig(0, Optional.empty(), Optional.empty(), Calibration.NONE);
    Learning even =
        new ClassSettings(nothing, TWO.at(0.9), List.of(1.0, 1.0))
            .learning(new SoftmaxCrossEntropy());
    assertThat(even.target()).isEqualTo(TWO);
    assertThat(even.told()).isEmpty();
    Learning fixed =
        new ClassSettings(threshold(new Fixed(0.3)), TWO, List.of(1.0, 1.0))
            .learning(new SoftmaxCrossEntropy());
    assertThat(fixed.target()).isEqualTo(TWO.at(0.3));
    assertThat(fixed.told()).isEqualTo(Map.of("threshold", Map.of("value", 0.3)));
  }
}
