package dev.lockstep.optim.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.optim.schedule.InverseSqrtRate.Per;
import dev.lockstep.optim.schedule.ManualRate.Change;
import dev.lockstep.testing.Golden;
import dev.lockstep.testing.Kinds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every schedule, step by step, against PyTorch's. */
class GoldenSchedulesTest {
  /**
   * Of the highest rate: PyTorch derives a rate from the one before, so that some 40 steps round a
   * few times each.
   */
  private static final double RELATIVE = 1e-13;

  private static final JsonNode GOLDEN = Golden.read("schedules.json");

  static Stream<Named<JsonNode>> cases() {
    return StreamSupport.stream(GOLDEN.required("cases").spliterator(), false)
        .map(each -> Named.of(each.required("pytorch").textValue(), each));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theRatesAgreeWithPyTorch(JsonNode golden) {
    LearningRate rate = rate(golden);
    double[] rates = Golden.numbers(golden.required("rates"));
    double highest = Arrays.stream(rates).max().orElseThrow();
    int stepsPerEpoch = golden.required("steps_per_epoch").intValue();
    for (int step = 0; step < rates.length; step++) {
      assertThat(rate.at(step, step / stepsPerEpoch))
          .as("step %d", step)
          .isEqualTo(rates[step], within(RELATIVE * highest));
    }
  }

  @Test
  void everyScheduleHasARow() {
    List<LearningRate> rates = new ArrayList<>();
    GOLDEN.required("cases").forEach(golden -> rates.add(rate(golden)));
    assertThat(Kinds.classesOf(rates)).isEqualTo(Kinds.classes(LearningRate.class));
  }

  private static LearningRate rate(JsonNode golden) {
    LearningRate rate =
        schedule(golden.required("schedule").textValue(), golden.required("hyperparameters"));
    long warmup = golden.required("warmup_steps").longValue();
    return warmup == 0 ? rate : new WarmUp(rate, warmup);
  }

  private static LearningRate schedule(String name, JsonNode h) {
    double initial = number(h, "initial");
    return switch (name) {
      case "constant" -> new ConstantRate(initial);
      case "inverse_time" -> new InverseTimeRate(initial, number(h, "decay"));
      case "exponential" -> new ExponentialRate(initial, number(h, "decay"));
      case "staircase" -> new StaircaseRate(initial, number(h, "decay"), whole(h, "every"));
      case "inverse_sqrt" ->
          new InverseSqrtRate(
              initial, Per.valueOf(h.required("per").textValue().toUpperCase(Locale.ROOT)));
      case "manual" -> new ManualRate(initial, changes(h.required("table")));
      case "cosine" ->
          new CosineRate(initial, number(h, "min"), whole(h, "period"), whole(h, "multiplier"));
      case "one_cycle" ->
          new OneCycleRate(
              initial, number(h, "max"), number(h, "min"), number(h, "rise"), whole(h, "steps"));
      default -> throw new AssertionError("the test cannot build the schedule " + name);
    };
  }

  private static List<Change> changes(JsonNode table) {
    List<Change> changes = new ArrayList<>();
    table.forEach(row -> changes.add(new Change(row.get(0).intValue(), row.get(1).doubleValue())));
    return changes;
  }

  private static double number(JsonNode hyperparameters, String name) {
    return hyperparameters.required(name).doubleValue();
  }

  private static int whole(JsonNode hyperparameters, String name) {
    return hyperparameters.required(name).intValue();
  }
}
