package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockstep.linalg.BlasBackend;
import dev.lockstep.metric.MetricSet;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.loss.SquaredError;
import dev.lockstep.optim.Sgd;
import dev.lockstep.optim.schedule.ConstantRate;
import dev.lockstep.shard.BatchPlan;
import dev.lockstep.shard.Shuffle;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A training whose loss is no number any more stops, and keeps what it last had. */
final class DivergenceTest {
  private static final Network LINE = new Network(1, List.of(new Dense(1, 1)), new SquaredError());
  private static final BatchPlan BATCHES = new BatchPlan(2, 2, Shuffle.NONE, 1);

  @Test
  void theStepIsNamedAndTheLastParametersWithAFiniteLossAreKept() {
    DivergedException diverged = diverge(1e10, 1000);
    assertThat(diverged)
        .hasMessageContaining(String.format(Locale.ROOT, "step %,d;", diverged.step() + 1))
        .hasMessageContaining("learning_rate.initial");
    assertThat(diverged.step()).isGreaterThan(1);
    // The loss of these parameters was that of the step before, which went well.
    float[] before = train(1e10, diverged.step() - 1).parameters();
    assertThat(diverged.lastGood().values()).containsExactly(before);
    assertThat(source().at(before, 0).meanLoss()).isFinite();
  }

  @Test
  void anInfiniteFirstLossKeepsTheInitialParameters() {
    float[] initial = {Float.MAX_VALUE, 0};
    DivergedException diverged =
        Objects.requireNonNull(
            catchThrowableOfType(
                DivergedException.class,
                () -> trainer(1, 5, initial).train(TrainingListener.NONE)));
    assertThat(diverged.step()).isZero();
    assertThat(diverged.lastGood().values()).containsExactly(initial);
  }

  /** Wherever the training was to end, also right after the update that overflows. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void aTrainingNeverReturnsParametersThatAreNotFinite(int more) {
    long last = diverge(1e10, 1000).step();
    DivergedException diverged = diverge(1e10, last + more);
    for (float parameter : diverged.lastGood().values()) {
      assertThat(parameter).isFinite();
    }
  }

  private static DivergedException diverge(double learningRate, long steps) {
    return Objects.requireNonNull(
        catchThrowableOfType(DivergedException.class, () -> train(learningRate, steps)));
  }

  private static TrainingResult train(double learningRate, long steps) {
    return trainer(learningRate, steps, new float[] {1, 0}).train(TrainingListener.NONE);
  }

  private static Trainer trainer(double learningRate, long steps, float[] initial) {
    var rate = new ConstantRate(learningRate);
    long epochs = steps; // One step is an epoch.
    TrainingPlan plan = TrainingPlan.epochs(Math.toIntExact(epochs), BATCHES, new Sgd(), rate);
    return new Trainer(plan, source(), TrainingState.initial(plan, initial));
  }

  private static GradientSource source() {
    List<float[]> points = List.of(new float[] {2, 3, 1}, new float[] {1, 1, 1});
    return new LocalGradients(
        LINE,
        BATCHES,
        MetricSet.regression(1),
        Map.of(Split.TRAIN, List.of(Shards.of(0, 1, points))),
        BlasBackend.AUTO.load());
  }
}
