package dev.lockstep.spark.run.directory;

import dev.lockstep.spark.checkpoint.CheckpointWriter;
import dev.lockstep.spark.checkpoint.Checkpoints;
import dev.lockstep.spark.checkpoint.Course;
import dev.lockstep.spark.checkpoint.Origin;
import dev.lockstep.spark.output.Reason;
import dev.lockstep.spark.output.RunDirectory;
import dev.lockstep.spark.output.RunFolder;
import dev.lockstep.spark.output.RunNotWrittenException;
import dev.lockstep.spark.report.RunReport;
import dev.lockstep.spark.report.progress.Display;
import dev.lockstep.spark.report.progress.MetricsLog;
import dev.lockstep.spark.run.Host;
import dev.lockstep.spark.run.Start;
import dev.lockstep.spark.run.Training;
import dev.lockstep.spark.run.facts.RunFacts;
import dev.lockstep.spark.run.prepare.Prepared;
import dev.lockstep.spark.tracking.RunEnd;
import dev.lockstep.spark.tracking.Tracking;
import dev.lockstep.train.DivergedException;
import dev.lockstep.train.TrainingListeners;
import dev.lockstep.train.TrainingPlan;
import dev.lockstep.train.TrainingResult;
import dev.lockstep.train.TrainingState;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of a run, from the first or from a checkpoint, to the directory that is published; or
 * that is left, with its checkpoints, if they do not come to their end.
 */
public final class RunSteps {
  private static final Logger LOG = LoggerFactory.getLogger(RunSteps.class);

  private final Training training;
  private final RunFacts facts;
  private final Host host;
  private final LivePage page;
  private final Optional<Resumption> from;
  private final Course before;
  private final Origin origin;
  private final Start start;

  /**
   * Of everything that is there before the first of them.
   *
   * @throws dev.lockstep.spark.table.BadDataException if the rows are not those of the checkpoint
   * @throws dev.lockstep.spark.config.ConfigException if the plan is not
   */
  public RunSteps(
      Training training, RunFacts facts, Host host, LivePage page, Optional<Resumption> from) {
    this.training = training;
    this.host = host;
    this.page = page;
    this.from = from;
    this.before = from.map(Resumption::course).orElse(Course.NONE);
    this.origin = facts.origin();
    this.start = start(facts.prepared());
    List<String> insisted = from.map(Resumption::insisted).orElse(List.of());
    this.facts = facts.goingOn(before, insisted);
  }

  /** What goes on with a run whose steps are all taken: the checkpoint after the last of them. */
  private record LastCheckpoint(CheckpointWriter writer, RunStatus status)
      implements RunWriter.Ending {
    @Override
    public void save(TrainingState state) {
      writer.writeLast(state);
    }

    @Override
    public void tell(RunReport report) {
      status.resumable(report);
    }
  }

  /** Takes them, and writes what comes of them; gives the report. */
  public RunReport finish(RunDirectory run, Checkpoints checkpoints) throws IOException {
    run.checkHeld();
    RunStatus status = new RunStatus(run, host, facts, page, from.orElse(null));
    status.running();
    Tracking tracking =
        Tracked.of(facts.config()).begin(run, plan().steps(), start.state().steps());
    RunReport report;
    try (MetricsLog log = log(run)) {
      SavedRun saved = new SavedRun(facts, origin, log, status, host);
      CheckpointWriter writer =
          new CheckpointWriter(
              checkpoints, facts.config().training().checkpoint(), saved, before.best());
      Told told = new Told(log, tracking, page);
      report = finish(run, told, saved, new LastCheckpoint(writer, status));
    } catch (RunFailedException e) {
      tracking.end(RunEnd.FAILED);
      throw e;
    } catch (RuntimeException | Error e) {
      tracking.end(e instanceof CancellationException ? RunEnd.KILLED : RunEnd.FAILED);
      throw status.ended(e);
    }
    tracking.end(RunEnd.FINISHED);
    removeAllButBest(run);
    return report;
  }

  private Start start(Prepared prepared) {
    Start first = Start.of(training.initialState(prepared));
    return from.map(found -> found.start(origin, prepared.plan(), first.state())).orElse(first);
  }

  private TrainingPlan plan() {
    return facts.prepared().plan();
  }

  private MetricsLog log(RunDirectory run) {
    try {
      byte[] lines = from.isPresent() ? from.get().metrics() : new byte[0];
      page.read(lines);
      return new MetricsLog(
          run.folder().create(RunFolder.METRICS), plan().steps(), lines, page::add);
    } catch (IOException e) {
      throw new RunNotWrittenException(e);
    }
  }

  private RunReport finish(RunDirectory run, Told told, SavedRun saved, LastCheckpoint last) {
    TrainingResult result;
    try {
      result = take(told, saved, last.writer());
    } catch (DivergedException e) {
      throw new RunWriter(facts, run, told, host, RunWriter.Ending.NONE).diverged(e);
    }
    RunFacts all = facts.and("checkpoints", last.writer().figures());
    return new RunWriter(all, run, told, host, last).finish(result);
  }

  private TrainingResult take(Told told, SavedRun run, CheckpointWriter writer) {
    try (run;
        Display display = host.display(plan());
        writer) {
      return training.train(facts, start, new TrainingListeners(told.all(), display, writer));
    }
  }

  /** The model is there, and the best one's checkpoint where it was asked for. */
  private static void removeAllButBest(RunDirectory run) {
    try {
      new Checkpoints(run.folder().checkpoints()).removeAllButBest();
    } catch (IOException e) {
      LOG.warn("Checkpoints stay in {}: {}", run.path(), Reason.of(e));
    }
  }
}
