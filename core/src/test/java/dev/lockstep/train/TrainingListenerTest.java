package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.linalg.BlasBackend;
import dev.lockstep.metric.MetricReport;
import dev.lockstep.metric.MetricSet;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.optim.GradientClip;
import dev.lockstep.optim.Regularization;
import dev.lockstep.optim.Sgd;
import dev.lockstep.optim.schedule.ExponentialRate;
import dev.lockstep.shard.BatchPlan;
import dev.lockstep.shard.Shard;
import dev.lockstep.shard.Shuffle;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a training tells, and when: 10 examples in mini-batches of 4 are 3 steps an epoch. */
final class TrainingListenerTest {
  private static final Network NETWORK =
      new Network(2, List.of(new Dense(2, 2)), new SoftmaxCrossEntropy());

  @Test
  void stepsEpochsAndEvaluationsAreToldInOrderTheLastShorterEpochIncluded() {
    assertThat(events(8, 1, true))
        .containsExactly(
            "step 0 of epoch 0",
            "step 1 of epoch 0",
            "step 2 of epoch 0",
            "epoch 0 after 3 steps at 1.0",
            "dev after 3",
            "step 3 of epoch 1",
            "step 4 of epoch 1",
            "step 5 of epoch 1",
            "epoch 1 after 6 steps at 0.5",
            "dev after 6",
            "step 6 of epoch 2",
            "step 7 of epoch 2",
            "epoch 2 after 8 steps at 0.25",
            "dev after 8");
  }

  @Test
  void theDevSplitIsEvaluatedAfterEveryNthEpochAndNeverIfNIsZero() {
    assertThat(events(15, 2, true))
        .filteredOn(event -> event.startsWith("dev"))
        .containsExactly("dev after 6", "dev after 12");
    assertThat(events(15, 0, true)).noneMatch(event -> event.startsWith("dev"));
  }

  @Test
  void withoutADevSplitNothingIsEvaluated() {
    assertThat(events(3, 1, false)).noneMatch(event -> event.startsWith("dev"));
  }

  @Test
  void theLossOfAnEpochIsTheMeanOfItsStepsByWeight() {
    List<Double> steps = new ArrayList<>();
    List<Double> epochs = new ArrayList<>();
    train(
        3,
        1,
        false,
        new TrainingListener() {
          @Override
          public void onStep(long step, int epoch, double loss) {
            steps.add(loss);
          }

          @Override
          public void onEpoch(EpochSummary epoch) {
            epochs.add(epoch.loss());
          }
        });
    // Each of the 10 examples weighs 1; floor(10 t / 3) are 0, 3, 6 and 10.
    double mean = (3 * steps.get(0) + 3 * steps.get(1) + 4 * steps.get(2)) / 10;
    assertThat(epochs).hasSize(1);
    assertThat(epochs.get(0)).isCloseTo(mean, org.assertj.core.api.Assertions.within(1e-12));
  }

  @Test
  void severalListenersAreToldOneAfterTheOther() {
    List<String> events = new ArrayList<>();
    TrainingListeners both =
        new TrainingListeners(recorder(events, "a: "), recorder(events, "b: "));
    train(1, 1, true, both);
    assertThat(events)
        .containsExactly(
            "a: step 0 of epoch 0",
            "b: step 0 of epoch 0",
            "a: epoch 0 after 1 steps at 1.0",
            "b: epoch 0 after 1 steps at 1.0",
            "a: dev after 1",
            "b: dev after 1");
  }

  private static List<String> events(long steps, int evaluateEvery, boolean dev) {
    List<String> events = new ArrayList<>();
    train(steps, evaluateEvery, dev, recorder(events, ""));
    return events;
  }

  private static void train(long steps, int evaluateEvery, boolean dev, TrainingListener listener) {
    List<float[]> rows = Shards.randomRows(10, 2, 2, 1);
    rows.forEach(row -> row[3] = 1);
    BatchPlan batches = new BatchPlan(10, 4, Shuffle.FULL, 1);
    List<Shard> shards = List.of(Shards.of(0, 2, rows));
    Map<Split, List<Shard>> data = new EnumMap<>(Split.class);
    data.put(Split.TRAIN, shards);
    if (dev) {
      data.put(Split.DEV, shards);
    }
    TrainingPlan plan =
        new TrainingPlan(
            batches,
            steps,
            evaluateEvery,
            new Sgd(),
            new ExponentialRate(1, 0.5),
            Regularization.none(),
            GradientClip.none(),
            Policy.NONE);
    LocalGradients gradients =
        new LocalGradients(NETWORK, batches, MetricSet.binary(), data, BlasBackend.AUTO.load());
    new Trainer(plan, gradients, TrainingState.initial(plan, new float[6])).train(listener);
  }

  private static TrainingListener recorder(List<String> events, String who) {
    return new TrainingListener() {
      @Override
      public void onStep(long step, int epoch, double loss) {
        events.add(who + "step " + step + " of epoch " + epoch);
      }

      @Override
      public void onEpoch(EpochSummary epoch) {
        events.add(
            who
                + String.format(
                    Locale.ROOT,
                    "epoch %d after %d steps at %s",
                    epoch.epoch(),
                    epoch.steps(),
                    epoch.learningRate()));
      }

      @Override
      public void onEvaluation(Split split, long steps, MetricReport metrics) {
        events.add(who + split + " after " + steps);
      }
    };
  }
}
