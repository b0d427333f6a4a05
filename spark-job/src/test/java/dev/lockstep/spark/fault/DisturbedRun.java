package dev.lockstep.spark.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spark.cli.Outcome;
import dev.lockstep.spark.cli.RunFiles;
import dev.lockstep.spark.fault.FaultSchedule.OfProcess;
import dev.lockstep.spark.fault.FaultSchedule.Timed;
import dev.lockstep.spark.fault.Trainings.Undisturbed;
import dev.lockstep.spark.testing.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One training under a schedule, process after process, to its end. */
final class DisturbedRun {
  private static final int DONE = 0;
  private static final int FAILED = 1;
  private static final int KILLED = 128 + 9;
  private static final int TERMINATED = 128 + 15;

  /** Undisturbed processes that it takes at most after the last disturbed one. */
  private static final int MOST_RESUMED = 2;

  /** What a process says that fails, or is told to end, after its last step. */
  private static final String TRAINED = "the trained model is kept in ";

  private static final Pattern WRITTEN = Pattern.compile("Checkpoint after step (\\d+) in ");
  private static final Pattern RESUMED = Pattern.compile("Resuming after step (\\d+) of ");

  private final FaultSchedule schedule;
  private final Trainings trainings;
  private final Path runs;
  private final Path run;
  private final Path temporary;
  private final Path work;
  private final SmallDisk disk;
  private final List<Integer> codes = new ArrayList<>();
  private final List<Fault> struck = new ArrayList<>();

  /** The step of the newest checkpoint that a process told of. */
  private int checkpoint;

  /** In a directory of its own; the disk is mounted at its folder runs. */
  DisturbedRun(FaultSchedule schedule, Trainings trainings, Path directory, SmallDisk disk)
      throws IOException {
    this.schedule = schedule;
    this.trainings = trainings;
    this.runs = directory.resolve("runs");
    this.run = runs.resolve("run");
    this.temporary = Files.createDirectory(directory.resolve("temporary"));
    this.work = Files.createDirectory(directory.resolve("work"));
    this.disk = disk;
  }

  /** Runs it to its end; every process ends with a documented exit code and can be resumed. */
  Result run() throws IOException, InterruptedException {
    long start = System.nanoTime();
    for (Iterator<OfProcess> left = processes(); left.hasNext() && !Files.exists(run); ) {
      next(left.next());
    }
    assertThat(run).as("exit codes %s of %s", codes, schedule).exists();
    double seconds = (System.nanoTime() - start) / 1e9;
    assertUndisturbed();
    return new Result(schedule, codes, struck, seconds);
  }

  /** Those of the schedule, then as many undisturbed ones as it may take. */
  private Iterator<OfProcess> processes() {
    List<OfProcess> all = new ArrayList<>(schedule.processes());
    OfProcess undisturbed = new OfProcess(all.get(all.size() - 1).master(), List.of());
    all.addAll(Collections.nCopies(MOST_RESUMED, undisturbed));
    return all.iterator();
  }

  private void next(OfProcess process) throws IOException, InterruptedException {
    ProcessBuilder builder =
        Outcome.builder(work, trainings.command(schedule, process.master(), run, temporary))
            .redirectOutput(work.resolve("out-" + codes.size()).toFile());
    // Executors are given a copy of the jar each.
    builder.environment().put("SPARK_WORKER_DIR", work.resolve("executors").toString());
    try (Victim victim = new Victim(builder, runs.toString(), disk)) {
      boolean killed = strike(process, victim);
      int code = victim.finish();
      codes.add(code);
      check(code, killed, victim.said());
    }
  }

  /** Gives whether the driver was killed. */
  private boolean strike(OfProcess process, Victim victim)
      throws IOException, InterruptedException {
    boolean killed = false;
    for (Timed timed : process.faults()) {
      if (victim.await(timed.instant()) && timed.fault().strike(victim)) {
        struck.add(timed.fault());
        killed |= timed.fault() instanceof Fault.KillDriver;
      }
    }
    return killed;
  }

  /** What any process may end with, and what it must not lose. */
  private void check(int code, boolean killed, List<String> said) throws IOException {
    String all = String.join("\n", said);
    String what = schedule + "\nexit codes " + codes + "\n" + all;
    assertThat(code).as(what).isIn(DONE, FAILED, TERMINATED, killed ? KILLED : DONE);
    // One that is killed or told to end after that has come to its end all the same.
    assertThat(code != DONE || Files.exists(run)).as(what).isTrue();
    if (code == FAILED) {
      assertThat(all).as(what).contains("error: ");
    }
    assertThat(all).as(what).doesNotContain("\tat ");
    Matcher resumed = RESUMED.matcher(all);
    if (resumed.find()) {
      assertThat(Integer.parseInt(resumed.group(1))).as(what).isGreaterThanOrEqualTo(checkpoint);
    } else if (all.contains(" in 3 shards")) {
      assertThat(checkpoint).as("begun afresh: " + what).isZero();
    }
    Matcher written = WRITTEN.matcher(all);
    while (written.find()) {
      checkpoint = Integer.parseInt(written.group(1));
    }
    if (all.contains(TRAINED)) {
      // The model is kept, perhaps with the directory that the checkpoints were in.
      checkpoint = 0;
    }
  }

  private void assertUndisturbed() throws IOException, InterruptedException {
    Undisturbed expected = trainings.undisturbed(schedule);
    assertThat(Undisturbed.of(run)).as("%s", schedule).isEqualTo(expected);
    assertThat(RunFiles.sha256(run.resolve("model/model.safetensors")))
        .isEqualTo(expected.sha256());
    assertThat(RunFiles.files(run.resolve("checkpoints"))).isEmpty();
    assertThat(RunFiles.entries(runs)).as("%s", schedule).containsOnlyOnce("run");
    // A model that a full disk had no room for is kept beside it, or elsewhere.
    for (Path kept : kept()) {
      assertThat(codes)
          .as("%s is there after %s", kept, schedule)
          .containsAnyOf(FAILED, TERMINATED);
      assertThat(RunFiles.sha256(kept.resolve("model/model.safetensors")))
          .as("%s of %s", kept, schedule)
          .isEqualTo(expected.sha256());
    }
  }

  /** All that is beside the run, and models among the temporary files. */
  private List<Path> kept() throws IOException {
    List<Path> kept = new ArrayList<>();
    for (String entry : RunFiles.entries(runs)) {
      if (!entry.equals("run")) {
        kept.add(runs.resolve(entry));
      }
    }
    for (String entry : RunFiles.entries(temporary)) {
      if (entry.startsWith("lockstep-run")) {
        kept.add(temporary.resolve(entry));
      }
    }
    return kept;
  }

  /** What came of a schedule. */
  record Result(FaultSchedule schedule, List<Integer> codes, List<Fault> struck, double seconds) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%s: the undisturbed bits, exit codes %s, %d of %d faults struck, %.0f s",
          schedule,
          codes,
          struck.size(),
          schedule.faults().size(),
          seconds);
    }
  }
}
