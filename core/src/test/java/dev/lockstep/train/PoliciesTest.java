package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.metric.Figure;
import dev.lockstep.metric.Measure;
import dev.lockstep.metric.MetricReport;
import dev.lockstep.optim.Momentum;
import dev.lockstep.optim.Sgd;
import dev.lockstep.optim.schedule.ConstantRate;
import dev.lockstep.shard.BatchPlan;
import dev.lockstep.shard.Shuffle;
import dev.lockstep.testing.Golden;
import dev.lockstep.train.Policy.Decision;
import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What policies decide on the way of an evaluated figure. */
class PoliciesTest {
  private static final TrainingPlan PLAN =
      TrainingPlan.epochs(1, new BatchPlan(1, 1, Shuffle.NONE, 1), new Sgd(), new ConstantRate(1));

  private static final TrainingState STATE = TrainingState.initial(PLAN, new float[1]);

  /** What an evaluation tells of a figure: NaN for an undefined one. */
  private static MetricReport report(Measure measure, double value) {
    List<Figure> figures =
        Double.isNaN(value) ? List.of() : List.of(new Figure.Single(measure, value));
    return new MetricReport(figures, Optional.empty());
  }

  /** One decision for each of the values. */
  private static List<Decision> decisions(Policy policy, Measure measure, double... values) {
    DoubleBuffer memory = DoubleBuffer.allocate(policy.remembered());
    return DoubleStream.of(values)
        .mapToObj(value -> policy.decide(report(measure, value), STATE, memory))
        .toList();
  }

  @Test
  void reduceOnPlateauReducesWhenPyTorchDoes() {
    JsonNode plateaus = Golden.read("schedules.json").required("plateaus");
    assertThat(plateaus).hasSize(6);
    for (JsonNode golden : plateaus) {
      double initial = golden.required("initial").doubleValue();
      Measure measure = Measure.named(golden.required("measure").textValue()).orElseThrow();
      ReduceOnPlateau policy =
          new ReduceOnPlateau(
              measure,
              golden.required("factor").doubleValue(),
              golden.required("patience").intValue(),
              golden.required("threshold").doubleValue(),
              golden.required("cooldown").intValue(),
              golden.required("min_rate").doubleValue() / initial);
      double[] rates =
          decisions(policy, measure, Golden.numbers(golden.required("metrics"))).stream()
              .mapToDouble(decision -> initial * decision.learningRateFactor())
              .toArray();
      assertThat(rates).containsExactly(Golden.numbers(golden.required("rates")), within(1e-15));
    }
  }

  @Test
  void earlyStoppingKeepsTheBestAndBearsAsManyAsItsPatience() {
    List<Decision> decisions =
        decisions(new EarlyStopping(Measure.LOSS, 2, 0), Measure.LOSS, 3, 2, 2, 1, 4, 1);
    assertThat(decisions.stream().map(Decision::best))
        .containsExactly(true, true, false, true, false, false);
    assertThat(decisions.stream().map(Decision::stop))
        .containsExactly(false, false, false, false, false, true);
    assertThat(decisions).allMatch(decision -> decision.learningRateFactor() == 1);
  }

  @Test
  void whatIsBetterIsOfTheMeasureAndByMoreThanTheLeastDifference() {
    List<Decision> decisions =
        decisions(
            new EarlyStopping(Measure.ACCURACY, 9, 0.125), Measure.ACCURACY, 0.5, 0.625, 0.75, 0.1);
    assertThat(decisions.stream().map(Decision::best)).containsExactly(true, false, true, false);
  }

  /** From the whole history, each time: the evaluations that have been better than all before. */
  private record Twin(Measure measure, int patience, double minDelta) {
    List<Decision> decisions(double[] history) {
      List<Decision> decisions = new ArrayList<>();
      for (int n = 1; n <= history.length; n++) {
        List<Integer> records = records(Arrays.copyOf(history, n));
        int last = records.isEmpty() ? -1 : records.get(records.size() - 1);
        decisions.add(new Decision(n - 1 - last >= patience, 1, last == n - 1));
      }
      return decisions;
    }

    private List<Integer> records(double[] history) {
      List<Integer> records = new ArrayList<>();
      for (int i = 0; i < history.length; i++) {
        double value = history[i];
        boolean better =
            !Double.isNaN(value)
                && records.stream()
                    .allMatch(
                        record ->
                            measure.higherIsBetter()
                                ? value - history[record] > minDelta
                                : history[record] - value > minDelta);
        if (better) {
          records.add(i);
        }
      }
      return records;
    }
  }

  @Property
  void earlyStoppingDecidesAsItsSlowTwin(
      @ForAll @Size(max = 30) List<@DoubleRange(min = -2, max = 2) Double> values,
      @ForAll @IntRange(min = 1, max = 5) int patience,
      @ForAll boolean delta) {
    double[] history =
        values.stream().mapToDouble(value -> value > 1.9 ? Double.NaN : value).toArray();
    double minDelta = delta ? 0.25 : 0;
    for (Measure measure : List.of(Measure.LOSS, Measure.R2)) {
      assertThat(decisions(new EarlyStopping(measure, patience, minDelta), measure, history))
          .isEqualTo(new Twin(measure, patience, minDelta).decisions(history));
    }
  }

  @Property
  void policiesTogetherDecideAsEachAlone(
      @ForAll @Size(max = 20) List<@DoubleRange(min = 0, max = 1) Double> values) {
    double[] history = values.stream().mapToDouble(Double::doubleValue).toArray();
    EarlyStopping stopping = new EarlyStopping(Measure.LOSS, 3, 0.01);
    ReduceOnPlateau halves = new ReduceOnPlateau(Measure.LOSS, 0.5, 1, 0, 0, 0);
    ReduceOnPlateau thirds = new ReduceOnPlateau(Measure.LOSS, 0.25, 0, 0.1, 2, 0);
    List<Decision> alone = decisions(stopping, Measure.LOSS, history);
    List<Decision> first = decisions(halves, Measure.LOSS, history);
    List<Decision> second = decisions(thirds, Measure.LOSS, history);
    Policies together = new Policies(List.of(halves, stopping, thirds));
    List<Decision> all = decisions(together, Measure.LOSS, history);
    assertThat(all).hasSameSizeAs(alone);
    for (int i = 0; i < all.size(); i++) {
      double factor = first.get(i).learningRateFactor() * second.get(i).learningRateFactor();
      assertThat(all.get(i))
          .isEqualTo(new Decision(alone.get(i).stop(), factor, alone.get(i).best()));
    }
  }

  @Test
  void whatIsNotEvaluatedChangesNothing() {
    Policies both =
        new Policies(
            List.of(
                new ReduceOnPlateau(Measure.LOSS, 0.5, 0, 0, 1, 0),
                new EarlyStopping(Measure.LOSS, 5, 0)));
    DoubleBuffer memory = DoubleBuffer.allocate(both.remembered());
    for (double loss : new double[] {1, 2, 3}) {
      double factor = both.decide(report(Measure.LOSS, loss), STATE, memory).learningRateFactor();
      double[] before = memory.array().clone();
      @Nullable MetricReport none = null;
      assertThat(both.decide(none, STATE, memory)).isEqualTo(new Decision(false, factor, false));
      assertThat(memory.array()).isEqualTo(before);
    }
  }

  @Test
  void withoutPoliciesNothingIsDecided() {
    Policies none = new Policies(List.of());
    assertThat(none.remembered()).isZero();
    assertThat(none.keepsBest()).isFalse();
    assertThat(decisions(none, Measure.LOSS, 1, 2)).containsOnly(Decision.GO_ON);
  }

  @Test
  void endlessReductionsLeaveAPositiveRate() {
    double[] steady = new double[400];
    List<Decision> decisions =
        decisions(new ReduceOnPlateau(Measure.LOSS, 0.01, 0, 0, 0, 0), Measure.LOSS, steady);
    assertThat(decisions.get(399).learningRateFactor()).isEqualTo(Double.MIN_NORMAL);
  }

  @Test
  void theBestTakeTwoArraysMore() {
    TrainingPlan momentum =
        TrainingPlan.epochs(1, PLAN.batches(), new Momentum(0.9, false), PLAN.learningRate());
    assertThat(Trainer.arrays(PLAN)).isEqualTo(3);
    assertThat(Trainer.arrays(momentum)).isEqualTo(4);
    TrainingPlan stopping =
        new TrainingPlan(
            PLAN.batches(),
            1,
            1,
            PLAN.optimizer(),
            PLAN.learningRate(),
            PLAN.regularization(),
            PLAN.clip(),
            new Policies(List.of(new EarlyStopping(Measure.LOSS, 1, 0))));
    assertThat(Trainer.arrays(stopping)).isEqualTo(5);
  }

  @Test
  void wrongHyperparametersAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EarlyStopping(Measure.LOSS, 0, 0))
        .withMessage("patience must be at least 1, not 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EarlyStopping(Measure.LOSS, 1, -1))
        .withMessage("the least difference must be at least 0, not -1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ReduceOnPlateau(Measure.LOSS, 1, 0, 0, 0, 0))
        .withMessage("factor must lie in (0, 1), not 1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ReduceOnPlateau(Measure.LOSS, 0.5, 0, 0, -1, 0))
        .withMessage("patience and cooldown must be at least 0, not 0 and -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ReduceOnPlateau(Measure.LOSS, 0.5, 0, Double.NaN, 0, 0))
        .withMessage("the threshold must be at least 0, not NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ReduceOnPlateau(Measure.LOSS, 0.5, 0, 0, 0, 2))
        .withMessage("the lowest factor must lie in [0, 1], not 2.0");
  }
}
