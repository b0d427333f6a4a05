package dev.lockstep.spark.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spark.search.SearchListener.RungBegin;
import dev.lockstep.spark.search.trial.TrialResult;
import dev.lockstep.spark.search.trial.TrialResult.Ending;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class SearchProgressTest {
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private long nanos;

  private SearchProgress progress(boolean live) {
    return new SearchProgress(
        live, new PrintStream(said, true, StandardCharsets.UTF_8), () -> nanos);
  }

  private List<String> lines() {
    List<String> lines = said.toString(StandardCharsets.UTF_8).lines().toList();
    said.reset();
    return lines;
  }

  private void pass(int seconds) {
    nanos += Duration.ofSeconds(seconds).toNanos();
  }

  private static TrialResult result(int trial, double epochs, @Nullable Double objective) {
    Ending ending = objective == null ? Ending.DIVERGED : Ending.MEASURED;
    return new TrialResult(
        trial, 0, 10, epochs, ending, null, objective, Map.of(), null, 1, 1, null);
  }

  @Test
  void withoutATerminalThereIsALineEveryFewSecondsAtMost() {
    SearchProgress progress = progress(false);
    progress.onBegin(4, 8, 2, "caviar: why");
    progress.onRung(new RungBegin(0, 2, 0, 3, 1, 0, 3));
    assertThat(lines())
        .containsExactly(
            "4 trials, caviar: why",
            "round 1/2  rung 1/3 to epoch 1  0/3 done  2 running  best dev none yet  0 stopped  0"
                + " failed  ? left");
    pass(1);
    progress.onResult(result(0, 1, 0.75), true);
    assertThat(lines()).isEmpty();
    pass(5);
    progress.onResult(result(1, 1, null), false);
    assertThat(lines())
        .containsExactly(
            "round 1/2  rung 1/3 to epoch 1  2/3 done  1 running  best dev 0.75000 by trial 0  0"
                + " stopped  1 failed  0:18 left");
    progress.onDecided(List.of());
    assertThat(lines())
        .containsExactly(
            "round 1/2  rung 1/3: 0 trials to epoch 1, best dev 0.75000 by trial 0, 0 go on");
  }

  @Test
  void onATerminalTheLineIsWrittenOverAndOver() {
    SearchProgress progress = progress(true);
    progress.onBegin(1, 2, 1, "panda: why");
    progress.onRung(new RungBegin(0, 1, 0, 1, 2, 0, 1));
    pass(1);
    progress.onResult(result(0, 2, 0.5), true);
    String text = said.toString(StandardCharsets.UTF_8);
    assertThat(text).startsWith("1 trial, panda: why").contains("\r\u001b[K", "  1/1 done");
    assertThat(text.split("\n")).hasSize(2);
  }

  @Test
  void theConfigurationAsItStandsIsTold() {
    SearchProgress progress = progress(false);
    progress.onBase(result(-1, 2, 0.5));
    progress.onBase(result(-1, 2, null));
    assertThat(lines())
        .containsExactly(
            "the base configuration as it stands: dev 0.50000",
            "the base configuration as it stands: diverged");
  }
}
