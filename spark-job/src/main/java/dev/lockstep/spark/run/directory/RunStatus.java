package dev.lockstep.spark.run.directory;

import dev.lockstep.spark.output.Reason;
import dev.lockstep.spark.output.RunDirectory;
import dev.lockstep.spark.output.RunFolder;
import dev.lockstep.spark.report.RunReport;
import dev.lockstep.spark.run.Host;
import dev.lockstep.spark.run.facts.RunFacts;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What report.json says of a run that has not come to its end, or never will: how far it is, and
 * how to go on.
 */
final class RunStatus {
  private static final Logger LOG = LoggerFactory.getLogger(RunStatus.class);

  private final RunDirectory run;
  private final Host host;
  private final Map<String, Object> facts;
  private final LivePage page;
  private volatile @Nullable Saved last;

  /** The latest checkpoint that was written to its end. */
  private record Saved(long step, String path) {}

  /** Of a run that goes on from a checkpoint, or begins. */
  RunStatus(RunDirectory run, Host host, RunFacts facts, LivePage page, @Nullable Resumption from) {
    this.run = run;
    this.host = host;
    this.page = page;
    this.facts = new LinkedHashMap<>(facts.report().values());
    this.facts.remove("finished");
    this.last = from == null ? null : new Saved(from.step(), from.path());
  }

  /** It runs. */
  void running() {
    page.running(put("running", List.of()));
  }

  /** There is a checkpoint, which outlasts this process. */
  void saved(long step, String path) {
    last = new Saved(step, path);
    run.outlast();
    running();
    LOG.info("Checkpoint after step {} in {}", step, path);
  }

  /**
   * It has failed, or was told to end: if it has a checkpoint its directory stays. Gives what to
   * throw.
   */
  RuntimeException ended(Throwable failure) {
    Saved saved = last;
    if (saved == null) {
      return unchanged(failure);
    }
    List<String> cause = host.cause(failure);
    // Being told to end must not end what tells of it.
    boolean interrupted = Thread.interrupted();
    boolean told = interrupted || failure instanceof CancellationException;
    try {
      page.end(put(told ? "interrupted" : "failed", cause), run.folder());
      host.copyLogTo(run.folder());
      run.leave();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    String kept =
        String.format(
            Locale.ROOT,
            "the checkpoint after step %,d is kept in %s; resume it with: %s",
            saved.step(),
            saved.path(),
            host.resumeCommand());
    return new RunFailedException(cause, kept, failure);
  }

  /** Adds to a report from where, and how, somebody can go on; gives it. */
  RunReport resumable(RunReport report) {
    Saved saved = last;
    if (saved != null) {
      report.fact("checkpoint", Map.of("step", saved.step(), "path", saved.path()));
    }
    report.fact("resume", host.resumeCommand());
    return report;
  }

  private static RuntimeException unchanged(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    return (RuntimeException) failure;
  }

  private RunReport put(String status, List<String> cause) {
    RunReport report = resumable(new RunReport(facts).ended(status, cause));
    try {
      run.folder().put(RunFolder.REPORT, report.json());
    } catch (IOException | RuntimeException e) {
      LOG.warn("report.json cannot say that the run is {}: {}", status, Reason.of(e));
    }
    return report;
  }
}
