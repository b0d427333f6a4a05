package dev.lockstep.spark.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a page keeps of a run, however long it is. */
final class RunHistoryTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static Map<String, Object> step(long step, double loss) {
    return Map.of("event", "step", "step", step, "epoch", 1, "loss", loss);
  }

  private static JsonNode json(RunHistory history) {
    return JSON.valueToTree(history.values());
  }

  private static List<Double> numbers(JsonNode array) {
    return IntStream.range(0, array.size()).mapToObj(i -> array.path(i).asDouble()).toList();
  }

  @Test
  void stepsThatThereIsRoomForAreKeptAsTheyAre() {
    RunHistory history = new RunHistory();
    for (int i = 1; i <= 2000; i++) {
      history.add(step(i, 1.0 / i));
    }
    JsonNode steps = json(history).path("steps");
    assertThat(numbers(steps.path("step"))).hasSize(2000).startsWith(1.0, 2.0).endsWith(2000.0);
    assertThat(steps.path("loss").path(9).asDouble()).isEqualTo(0.1);
    assertThat(steps.has("min")).isFalse();
  }

  /** The slow twin knows all losses, and which of them each point stands for. */
  @ParameterizedTest
  @ValueSource(ints = {2001, 3999, 4000, 4001, 7777, 1_000_000})
  void pointsOfALongRunTellTheLeastTheMostAndTheMeanOfTheirSteps(int count) {
    double[] losses = new Random(count).doubles(count).toArray();
    RunHistory history = new RunHistory();
    for (int i = 0; i < count; i++) {
      history.add(step(i + 1, losses[i]));
    }
    JsonNode steps = json(history).path("steps");
    List<Double> ends = numbers(steps.path("step"));
    assertThat(ends).hasSizeBetween(1000, 2000).isSorted().endsWith((double) count);
    int from = 0;
    for (int i = 0; i < ends.size(); i++) {
      int to = ends.get(i).intValue();
      var stretch = IntStream.range(from, to).mapToDouble(at -> losses[at]).summaryStatistics();
      assertThat(steps.path("loss").path(i).asDouble())
          .isCloseTo(stretch.getAverage(), within(1e-4));
      assertThat(steps.path("min").path(i).asDouble()).isCloseTo(stretch.getMin(), within(1e-4));
      assertThat(steps.path("max").path(i).asDouble()).isCloseTo(stretch.getMax(), within(1e-4));
      from = to;
    }
  }

  @Test
  void linesOfManyStepsCountByTheirMeanLeastAndMost() {
    RunHistory history = new RunHistory();
    Map<String, Object> line = new LinkedHashMap<>(step(10, 5));
    line.putAll(Map.of("mean", 3.0, "min", 1.0, "max", 7.0));
    history.add(line);
    assertThat(json(history).path("steps"))
        .hasToString("{\"step\":[10],\"loss\":[3.0],\"min\":[1.0],\"max\":[7.0]}");
  }

  @Test
  void evaluationsKeepTheirNumbersAndNotTheirMatrices() {
    RunHistory history = new RunHistory();
    history.add(
        Map.of(
            "event",
            "evaluation",
            "split",
            "dev",
            "step",
            8L,
            "accuracy",
            2.0 / 3,
            "by_class",
            List.of(1, 2)));
    assertThat(json(history).path("evaluations").path("dev").path(0).properties())
        .extracting(Object::toString)
        .containsExactlyInAnyOrder("step=8", "accuracy=0.66667");
  }

  @Test
  void manyEpochsAreThinnedAndTheLastIsThere() {
    RunHistory history = new RunHistory();
    for (int i = 1; i <= 5000; i++) {
      history.add(Map.of("event", "epoch", "epoch", i, "loss", 0.5));
      JsonNode epochs = json(history).path("epochs");
      assertThat(epochs.size()).isBetween(Math.min(i, 500), 1001);
      assertThat(epochs.path(epochs.size() - 1).path("epoch").asInt()).isEqualTo(i);
      assertThat(epochs.path(0).path("epoch").asInt()).isEqualTo(1);
    }
  }

  @Test
  void whatWasReadIsWhatWasHeard() throws IOException {
    RunHistory heard = new RunHistory();
    StringBuilder lines = new StringBuilder();
    for (int i = 1; i <= 30; i++) {
      Map<String, Object> line = step(i, 1.0 / i);
      heard.add(line);
      lines.append(JSON.writeValueAsString(line)).append('\n');
    }
    byte[] cutOff = (lines + "{\"event\":\"st").getBytes(StandardCharsets.UTF_8);
    assertThat(json(new RunHistory().read(cutOff))).isEqualTo(json(heard));
  }

  @Test
  void linesOfALaterVersionAreLeftOut() {
    RunHistory history = new RunHistory();
    JsonNode none = json(history);
    history.add(Map.of("event", "surprise", "step", 1));
    assertThat(json(history)).isEqualTo(none);
  }
}
