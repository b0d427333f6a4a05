package dev.lockstep.spark.search;

import dev.lockstep.metric.Measure;
import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.output.RunNotWrittenException;
import dev.lockstep.spark.run.job.PlannedTraining;
import dev.lockstep.spark.run.job.SharedTables;
import dev.lockstep.spark.search.SearchListener.RungBegin;
import dev.lockstep.spark.search.config.SearchConfig;
import dev.lockstep.spark.search.trial.Judge;
import dev.lockstep.spark.search.trial.Trial;
import dev.lockstep.spark.search.trial.TrialMemory;
import dev.lockstep.spark.search.trial.TrialResult;
import dev.lockstep.spark.search.trial.TrialResult.Ending;
import dev.lockstep.spark.search.trial.TrialRow;
import dev.lockstep.spark.search.trial.TrialRow.Status;
import dev.lockstep.spark.search.trial.TrialRun;
import dev.lockstep.spark.search.trial.TrialRun.Left;
import dev.lockstep.spark.search.trial.TrialRunner;
import dev.lockstep.spark.search.trial.TrialRunner.Assignment;
import dev.lockstep.spark.search.trial.TrialStore;
import dev.lockstep.spark.search.trial.TrialWork;
import dev.lockstep.train.TrainingPlan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The trials of one round, rung by rung: what a rung decides waits for all of its results, and what
 * an earlier process has computed is not computed again.
 */
final class Race {
  private final Track track;
  private final Judge judge;
  private final Map<Integer, Trial> trials = new LinkedHashMap<>();
  private final Map<Integer, PlannedTraining> plans = new LinkedHashMap<>();

  /**
   * Where races are run.
   *
   * @param memory empty where a trial has that of the whole cluster
   * @param isOver asked before a rung, whether there is no time left for it
   */
  record Track(
      SearchConfig config,
      Measure objective,
      SharedTables tables,
      TrialRunner runner,
      Optional<TrialMemory> memory,
      TrialStore store,
      SearchListener listener,
      BooleanSupplier isOver) {}

  Race(Track track, List<Trial> drawn) {
    this.track = track;
    this.judge = new Judge(track.objective());
    drawn.forEach(trial -> trials.put(trial.number(), trial));
  }

  /**
   * Runs it; gives all rows, rung by rung, and in each by number.
   *
   * @param round for whoever listens
   */
  List<TrialRow> run(int round) throws IOException {
    List<TrialRow> rows = new ArrayList<>();
    List<Integer> alive = planned(rows);
    List<Integer> rungs = rungs();
    for (int rung = 0; rung < rungs.size() && !alive.isEmpty(); rung++) {
      if (rung > 0 && track.isOver().getAsBoolean()) {
        return stopped(rows);
      }
      int before = rung == 0 ? 0 : rungs.get(rung - 1);
      int rounds = track.config().budget().rounds();
      RungBegin begin =
          new RungBegin(round, rounds, rung, rungs.size(), rungs.get(rung), before, alive.size());
      track.listener().onRung(begin);
      List<TrialRow> decided = rung(begin, alive);
      track.listener().onDecided(decided);
      rows.addAll(decided);
      alive = promoted(decided);
    }
    return rows;
  }

  /** What cannot be planned is a row, and takes no step. */
  private List<Integer> planned(List<TrialRow> rows) {
    List<Integer> alive = new ArrayList<>();
    for (Trial trial : trials.values()) {
      Optional<String> obstacle = trial.obstacle().or(() -> planned(trial));
      if (obstacle.isPresent()) {
        TrialResult result = TrialResult.unplanned(trial.number(), obstacle.get());
        rows.add(new TrialRow(trial, result, Status.FAILED));
      } else {
        alive.add(trial.number());
      }
    }
    return alive;
  }

  private Optional<String> planned(Trial trial) {
    try {
      plans.put(trial.number(), track.tables().plan(trial.config()));
      return Optional.empty();
    } catch (ConfigException e) {
      return Optional.ofNullable(e.getMessage());
    }
  }

  /** After how many epochs each rung ends, by the longest of the trials. */
  private List<Integer> rungs() {
    int epochs = plans.values().stream().mapToInt(each -> each.plan().epochs()).max().orElse(1);
    return track.config().halving().map(rule -> rule.rungs(epochs)).orElse(List.of(epochs));
  }

  private List<TrialRow> rung(RungBegin begin, List<Integer> alive) throws IOException {
    List<TrialResult> done = new ArrayList<>();
    List<Assignment> assignments = new ArrayList<>();
    for (int number : alive) {
      TrialWork work = work(number, begin);
      Optional<TrialResult> known = known(work);
      if (known.isPresent()) {
        tell(known.get(), done);
      } else {
        assignments.add(assignment(work));
      }
    }
    track.runner().run(assignments, left -> tell(kept(left), done));
    int promoted =
        begin.rung() == begin.rungs() - 1
            ? 0
            : track.config().halving().map(rule -> rule.promoted(alive.size())).orElse(0);
    List<TrialRow> rows = judge.decide(trials, done, promoted);
    forget(rows);
    return rows;
  }

  private TrialWork work(int number, RungBegin begin) {
    PlannedTraining training = plan(number);
    TrainingPlan plan = training.plan();
    boolean last = begin.rung() == begin.rungs() - 1;
    long until =
        last
            ? plan.steps()
            : Math.min(plan.steps(), begin.epochs() * plan.batches().stepsPerEpoch());
    return TrialWork.of(number, begin.rung(), training, until, track.objective());
  }

  private PlannedTraining plan(int number) {
    PlannedTraining plan = plans.get(number);
    if (plan == null) {
      throw new IllegalStateException("trial " + number + " is not planned");
    }
    return plan;
  }

  /** What came of it in an earlier process, or can be told without taking a step. */
  private Optional<TrialResult> known(TrialWork work) throws IOException {
    Optional<TrialResult> stored = track.store().result(work.trial(), work.rung());
    if (stored.isPresent()) {
      return stored;
    }
    return track
        .memory()
        .flatMap(memory -> memory.obstacle(work))
        .map(why -> TrialResult.bad(work, Ending.FAILED, why));
  }

  private Assignment assignment(TrialWork work) throws IOException {
    PlannedTraining training = plan(work.trial());
    if (work.rung() == 0) {
      return new Assignment(work, training, TrialRun.write(training.initialState()), 0);
    }
    Left before =
        track
            .store()
            .left(work.trial(), work.rung() - 1)
            .orElseThrow(
                () ->
                    new IOException("the state of trial " + work.trial() + " is gone, or damaged"));
    return new Assignment(work, training, before.state(), before.result().steps());
  }

  private TrialResult kept(Left left) {
    try {
      track.store().put(left);
    } catch (IOException e) {
      throw new RunNotWrittenException(e);
    }
    return left.result();
  }

  private void tell(TrialResult result, List<TrialResult> done) {
    boolean best =
        judge.ranked(done).stream().limit(1).noneMatch(each -> judge.isBetter(each, result));
    done.add(result);
    track.listener().onResult(result, result.isMeasured() && best);
  }

  /** States that nobody goes on from: those of the rung before, and of trials that do not go on. */
  private void forget(List<TrialRow> rows) throws IOException {
    for (TrialRow row : rows) {
      int rung = row.result().rung();
      if (rung > 0) {
        track.store().forget(row.trial().number(), rung - 1);
      }
      if (row.status() == Status.STOPPED) {
        track.store().forget(row.trial().number(), rung);
      }
    }
  }

  private static List<Integer> promoted(List<TrialRow> rows) {
    return rows.stream()
        .filter(row -> row.status() == Status.PROMOTED)
        .map(row -> row.trial().number())
        .toList();
  }

  /** There is no time for another rung: what was to go on is stopped. */
  private static List<TrialRow> stopped(List<TrialRow> rows) {
    List<TrialRow> all = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      TrialRow row = rows.get(i);
      int number = row.trial().number();
      boolean last =
          rows.subList(i + 1, rows.size()).stream()
              .noneMatch(later -> later.trial().number() == number);
      all.add(
          last && row.status() == Status.PROMOTED
              ? new TrialRow(row.trial(), row.result(), Status.STOPPED)
              : row);
    }
    return all;
  }
}
