package dev.lockstep.spark.run.directory;

import dev.lockstep.metric.MetricReport;
import dev.lockstep.model.ModelFiles;
import dev.lockstep.spark.config.ClassesConfig;
import dev.lockstep.spark.output.RunDirectory;
import dev.lockstep.spark.output.RunFolder;
import dev.lockstep.spark.output.RunNotWrittenException;
import dev.lockstep.spark.report.RunReport;
import dev.lockstep.spark.run.Host;
import dev.lockstep.spark.run.facts.ImportanceRun;
import dev.lockstep.spark.run.facts.RunFacts;
import dev.lockstep.spark.run.prepare.Outcome;
import dev.lockstep.train.DivergedException;
import dev.lockstep.train.Split;
import dev.lockstep.train.TrainingResult;
import dev.lockstep.train.TrainingState;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run that has a model: it is written at once, then measured and published. Whatever fails from
 * here on, the model is kept, and whoever started the run is told where, and how the run can be
 * ended without training again.
 */
public final class RunWriter {
  private static final Logger LOG = LoggerFactory.getLogger(RunWriter.class);

  private final RunFacts facts;
  private final RunDirectory run;
  private final Told told;
  private final Host host;
  private final Ending ending;
  private final Map<Split, MetricReport> figures = new EnumMap<>(Split.class);

  /** What the dev split made of the training's outcome. */
  private @Nullable Outcome decided;

  /** Whether the files of the model may be of both outcomes. */
  private boolean rewriting;

  /** What lets somebody go on with a training that has ended, when its run cannot. */
  public interface Ending {
    /** Nothing does. */
    Ending NONE =
        new Ending() {
          @Override
          public void save(TrainingState state) {}

          @Override
          public void tell(RunReport report) {}
        };

    /** Writes a checkpoint of what the training ended with, if there is none. */
    void save(TrainingState state);

    /** Adds to a report how to go on from there. */
    void tell(RunReport report);
  }

  public RunWriter(RunFacts facts, RunDirectory run, Told told, Host host, Ending ending) {
    this.facts = facts;
    this.run = run;
    this.told = told;
    this.host = host;
    this.ending = ending;
  }

  /** Writes, measures and publishes; gives the report. */
  public RunReport finish(TrainingResult result) {
    try {
      return publish(result);
    } catch (IOException e) {
      throw rescued(result, new RunNotWrittenException(e));
    } catch (RuntimeException | Error e) { // The model outlasts even memory that is used up.
      throw rescued(result, e);
    }
  }

  private RuntimeException rescued(TrainingResult result, Throwable e) {
    List<String> cause = host.cause(e);
    RunReport report = soFar(result).ended("failed", cause);
    Remains remains = new Remains(outcome(result), report);
    String what = "the trained model is";
    return new RunFailedException(
        cause, undisturbed(what, () -> keepResumable(result, what, remains)), e);
  }

  /** With its checkpoints, if it has any or one can be written. */
  private String keepResumable(TrainingResult result, String what, Remains remains)
      throws IOException {
    boolean held = run.isHeld();
    if (held) {
      ending.save(result.state());
    }
    boolean resumable = held && run.isResumable();
    if (resumable) {
      ending.tell(remains.report);
    }
    String kept = what + " kept in " + run.keep(".failed", remains, resumable);
    return resumable ? kept + "; end the run with: " + host.resumeCommand() : kept;
  }

  /** A report that cannot be made, which may be why it failed, does not cost the model. */
  private RunReport soFar(TrainingResult result) {
    try {
      return facts.report(result, outcome(result), figures);
    } catch (RuntimeException | Error e) {
      LOG.warn("report.json has no figures of what was trained: {}", e.toString());
      return facts.report().training(facts.prepared().plan(), result);
    }
  }

  private RunReport publish(TrainingResult result) throws IOException {
    run.checkHeld();
    RunFolder folder = run.folder();
    told.page().giveWay(folder);
    ModelFiles.write(facts.model(outcome(result), Map.of()), folder.model());
    run.outlast();
    Outcome outcome = decide(outcome(result), folder);
    outcome.evaluate(facts.gradients(), told.all(), figures);
    told.tracking().measured();
    told.log().close();
    List<String> warnings = facts.warnings(result, outcome, figures);
    RunFacts all = new ImportanceRun(facts, outcome, result.steps()).tell();
    RunReport report =
        all.report(result, outcome, figures).warnings(warnings).ended("finished", List.of());
    folder.put(
        RunFolder.DESCRIPTION, ModelFiles.description(facts.model(outcome, report.metrics())));
    folder.put(RunFolder.REPORT, report.json());
    told.page().end(report, folder);
    host.copyLogTo(folder);
    run.publish();
    return report;
  }

  /** What the dev split makes of an outcome, if it is to; writes the model anew then. */
  private Outcome decide(Outcome trained, RunFolder folder) throws IOException {
    ClassesConfig asked = facts.config().training().classes();
    if (!asked.needsDev()) {
      return trained;
    }
    Outcome other = trained.decided(asked, facts.prepared(), facts.gradients());
    decided = other;
    rewriting = true;
    ModelFiles.write(facts.model(other, Map.of()), folder.model());
    rewriting = false;
    return other;
  }

  /** As it was decided, if it was. */
  private Outcome outcome(TrainingResult result) {
    return decided == null ? Outcome.of(facts.prepared(), result.state()) : decided;
  }

  /**
   * Keeps the best or the last good parameters of a training that diverged; gives what to throw.
   */
  RuntimeException diverged(DivergedException e) {
    List<String> cause = String.valueOf(e.getMessage()).lines().toList();
    Outcome undecided = Outcome.of(facts.prepared(), e.lastGood());
    RunReport report = facts.report(e, undecided).ended("diverged", cause);
    String what =
        e.lastGood().best() == null
            ? "the last parameters with a finite loss are"
            : String.format(
                Locale.ROOT,
                "the parameters of the best evaluation, after %,d steps, are",
                undecided.steps());
    Remains remains = new Remains(undecided, report);
    return new RunFailedException(
        cause, undisturbed(what, () -> what + " kept in " + run.keep(".diverged", remains)), e);
  }

  /** What keeps a model, and tells where. */
  private interface Keeping {
    String keep() throws IOException;
  }

  private String undisturbed(String what, Keeping keeping) {
    // Being told to end must not end what saves the model.
    boolean interrupted = Thread.interrupted();
    closeLog();
    try {
      return keeping.keep();
    } catch (IOException | RuntimeException e) {
      return what + " lost: it could be kept nowhere: " + e.getMessage();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** What was not written of it is written from memory. */
  private void closeLog() {
    told.tracking().measured();
    try {
      told.log().close();
    } catch (IOException e) {
      LOG.debug("metrics.jsonl is written again", e);
    }
  }

  /** What is kept of a run that is not published. */
  private final class Remains implements RunDirectory.Remains {
    private final Outcome kept;
    private final RunReport report;

    Remains(Outcome kept, RunReport report) {
      this.kept = kept;
      this.report = report;
    }

    @Override
    public void writeTo(RunFolder folder) throws IOException {
      told.page().giveWay(folder);
      if (rewriting || !folder.holdsModel()) {
        ModelFiles.write(facts.model(kept, report.metrics()), folder.model());
      }
      if (!folder.isIntact(RunFolder.METRICS)) {
        folder.put(RunFolder.METRICS, told.log().lines());
      }
      folder.put(RunFolder.REPORT, report.json());
      told.page().end(report, folder);
      host.copyLogTo(folder);
    }
  }
}
