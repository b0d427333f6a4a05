package dev.lockstep.spark.search.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.metric.Measure;
import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.config.file.ConfigFile;
import dev.lockstep.spark.search.config.Budget;
import dev.lockstep.spark.search.config.Halving;
import dev.lockstep.spark.search.trial.TrialResult.Ending;
import dev.lockstep.spark.search.trial.TrialRow.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JudgeTest {
  @TempDir Path directory;

  private static TrialResult result(int trial, int rung, Ending ending, @Nullable Double figure) {
    return new TrialResult(
        trial, rung, 10, 1, ending, null, figure, Map.of(), 0.5, 1, 1, "digest of " + trial);
  }

  private static TrialResult measured(int trial, double figure) {
    return result(trial, 0, Ending.MEASURED, figure);
  }

  private Map<Integer, Trial> trials(int count) throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("c.yaml"), "data: {path: table, label: y}\noutput: {path: run}\n");
    LockstepConfig config = ConfigFile.load(file, List.of());
    Map<Integer, Trial> trials = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      trials.put(i, new Trial(i, 0, new double[0], Map.of(), config, Optional.empty()));
    }
    return trials;
  }

  @Test
  void whoIsDoneFirstDecidesNothing() throws IOException {
    List<TrialResult> results = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      results.add(measured(i, List.of(0.8, 0.9, 0.85).get(i % 3)));
    }
    Judge judge = new Judge(Measure.ACCURACY);
    List<TrialRow> rows = judge.decide(trials(9), results, 3);
    for (int seed = 0; seed < 20; seed++) {
      List<TrialResult> other = new ArrayList<>(results);
      Collections.shuffle(other, new Random(seed));
      assertThat(judge.decide(trials(9), other, 3).stream().map(TrialRow::line).toList())
          .isEqualTo(rows.stream().map(TrialRow::line).toList());
    }
    assertThat(rows.stream().map(TrialRow::status).toList())
        .containsExactly(
            Status.STOPPED,
            Status.PROMOTED,
            Status.STOPPED,
            Status.STOPPED,
            Status.PROMOTED,
            Status.STOPPED,
            Status.STOPPED,
            Status.PROMOTED,
            Status.STOPPED);
  }

  @Test
  void ofEqualsTheLowerNumbersGoOn() throws IOException {
    List<TrialResult> results = List.of(measured(2, 1.5), measured(1, 1.5), measured(0, 1.5));
    assertThat(new Judge(Measure.RMSE).decide(trials(3), results, 2))
        .extracting(row -> row.status())
        .containsExactly(Status.PROMOTED, Status.PROMOTED, Status.STOPPED);
  }

  @Test
  void theMeasureSaysWhichWayIsBetter() {
    List<TrialResult> results = List.of(measured(0, 0.1), measured(1, 0.2));
    assertThat(new Judge(Measure.ACCURACY).ranked(results).get(0).trial()).isEqualTo(1);
    assertThat(new Judge(Measure.LOSS).ranked(results).get(0).trial()).isEqualTo(0);
  }

  @Test
  void whatHasNoFigureNeverGoesOn() throws IOException {
    List<TrialResult> results =
        List.of(
            result(0, 0, Ending.DIVERGED, null),
            result(1, 0, Ending.FAILED, null),
            measured(2, 0.1));
    assertThat(new Judge(Measure.ACCURACY).decide(trials(3), results, 3))
        .extracting(row -> row.status())
        .containsExactly(Status.DIVERGED, Status.FAILED, Status.PROMOTED);
  }

  @Test
  void whoCameFartherIsBetterThanWhoWasStopped() throws IOException {
    Map<Integer, Trial> trials = trials(3);
    Judge judge = new Judge(Measure.ACCURACY);
    List<TrialRow> rows = new ArrayList<>();
    rows.addAll(judge.decide(trials, List.of(measured(0, 0.9), measured(1, 0.95)), 1));
    rows.addAll(judge.decide(trials, List.of(result(1, 1, Ending.MEASURED, 0.8)), 0));
    assertThat(judge.best(rows, 9))
        .extracting(row -> row.trial().number() + " " + row.status())
        .containsExactly("1 finished", "0 stopped");
  }

  @Test
  void aResultReadsBackAsItWasWritten() throws IOException {
    TrialResult result = measured(3, 0.1 + 0.2);
    assertThat(TrialResult.of(result.json())).isEqualTo(result);
    TrialResult failed = result(4, 1, Ending.FAILED, null);
    assertThat(TrialResult.of(failed.json())).isEqualTo(failed);
  }

  @Test
  void rungsEndWithAllEpochs() {
    assertThat(new Halving(3, 1).rungs(12)).containsExactly(1, 3, 9, 12);
    assertThat(new Halving(3, 1).rungs(9)).containsExactly(1, 3, 9);
    assertThat(new Halving(2, 5).rungs(4)).containsExactly(4);
    assertThat(new Halving(2, Integer.MAX_VALUE).rungs(Integer.MAX_VALUE)).hasSize(1);
    assertThat(new Halving(3, 1).promoted(64)).isEqualTo(22);
    assertThat(new Halving(3, 1).promoted(1)).isEqualTo(1);
  }

  @Test
  void roundsShareTheTrials() {
    Budget budget = new Budget(10, 3, Optional.empty());
    int sum = 0;
    for (int round = 0; round < 3; round++) {
      assertThat(budget.firstOf(round)).isEqualTo(sum);
      assertThat(budget.trialsOf(round)).isBetween(3, 4);
      sum += budget.trialsOf(round);
    }
    assertThat(sum).isEqualTo(10);
  }
}
