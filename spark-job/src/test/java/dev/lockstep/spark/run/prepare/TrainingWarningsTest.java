package dev.lockstep.spark.run.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.linalg.Matrix;
import dev.lockstep.metric.MetricReport;
import dev.lockstep.metric.MetricSet;
import dev.lockstep.metric.MetricState;
import dev.lockstep.metric.Predictions;
import dev.lockstep.optim.Sgd;
import dev.lockstep.optim.schedule.ConstantRate;
import dev.lockstep.shard.BatchPlan;
import dev.lockstep.shard.Shuffle;
import dev.lockstep.train.Split;
import dev.lockstep.train.TemperatureScaling;
import dev.lockstep.train.TrainingPlan;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainingWarningsTest {
  private static List<String> of(int examples, int batch, int epochs) {
    return of(examples, batch, epochs, true);
  }

  private static List<String> of(int examples, int batch, int epochs, boolean afresh) {
    BatchPlan batches = new BatchPlan(examples, batch, Shuffle.FULL, 1);
    return TrainingWarnings.of(
        TrainingPlan.epochs(epochs, batches, new Sgd(), new ConstantRate(0.1)), afresh);
  }

  @Test
  void fewStepsAndBatchesLargerThanTheTableAreToldWithWhatToChange() {
    assertThat(of(100, 1000, 10))
        .singleElement()
        .asString()
        .contains("training.batch_size is 1,000, but there are only 100 examples", "such as 25");
    assertThat(of(1000, 100, 19)).singleElement().asString().contains("only 190 steps");
    assertThat(of(1000, 100, 20)).isEmpty();
    assertThat(of(1000, 100, 1, false)).as("what another model has learnt is kept").isEmpty();
  }

  private static List<String> ofTemperature(double temperature) {
    return TrainingWarnings.of(new TemperatureScaling.Fit(temperature, 1, 0.5, new float[0]));
  }

  @Test
  void aTemperatureAtTheEndOfTheSearchIsTold() {
    assertThat(ofTemperature(0.05))
        .containsExactly(
            "training.calibrate: the temperature ended at 0.0500, the least that is tried: the dev"
                + " split is predicted without a mistake, which tells nothing of how sure the"
                + " network may be; a larger dev split may");
    assertThat(ofTemperature(20)).singleElement().asString().contains("ended at 20.0, the most");
    assertThat(ofTemperature(1.7)).isEmpty();
  }

  /** Of two rows whose first prediction is that, and whose second is 0. */
  private static MetricReport report(MetricSet metrics, float prediction) {
    MetricState state = metrics.newState();
    Matrix outputs = Matrix.of(new float[] {prediction, 0}, 2, 1);
    Matrix targets = Matrix.of(new float[] {1, 0}, 2, 1);
    Matrix weights = Matrix.of(new float[] {1, 1}, 2, 1);
    metrics.accumulate(new Predictions(outputs, targets, weights, 0), state);
    return metrics.report(state);
  }

  @Test
  void figuresThatTheMeanOrTheLargestClassBeatAreTold() {
    assertThat(
            TrainingWarnings.of(Map.of(Split.TEST, report(MetricSet.regression(1), 5)), Map.of()))
        .containsExactly(
            "on the test split r2 is -31.000: predicting the mean for every row would be better");
    assertThat(
            TrainingWarnings.of(Map.of(Split.TEST, report(MetricSet.regression(1), 1)), Map.of()))
        .isEmpty();
    Map<Split, MetricReport> half = Map.of(Split.DEV, report(MetricSet.binary(), 0.2f));
    assertThat(TrainingWarnings.of(half, Map.of(Split.DEV, 0.75)))
        .containsExactly(
            "on the dev split accuracy is 50.00%: predicting the largest class for every row would"
                + " reach 75.00%");
    assertThat(TrainingWarnings.of(half, Map.of(Split.DEV, 0.5))).isEmpty();
  }
}
