package dev.lockstep.spark.run.directory;

import dev.lockstep.metric.MetricReport;
import dev.lockstep.spark.output.RunDirectory;
import dev.lockstep.spark.output.RunFolder;
import dev.lockstep.spark.page.RunHistory;
import dev.lockstep.spark.page.RunPage;
import dev.lockstep.spark.report.RunReport;
import dev.lockstep.spark.report.text.Summary;
import dev.lockstep.train.Split;
import dev.lockstep.train.TrainingListener;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The page of a run, report.html, written again and again while it goes on. */
public final class LivePage implements TrainingListener, AutoCloseable {
  private final RunDirectory run;
  private final RunHistory history = new RunHistory();
  private final PageFile file;

  /** What report.json says while the run goes on; checkpoints change it on their own thread. */
  private volatile @Nullable RunReport report;

  private boolean written;

  /** Of a run that is about to begin. */
  public LivePage(RunDirectory run) {
    this.run = run;
    this.file = new PageFile(run, RunFolder.PAGE);
  }

  /**
   * Goes on with what another process has logged.
   *
   * @param lines of metrics.jsonl
   */
  void read(byte[] lines) throws IOException {
    history.read(lines);
  }

  /** There is one more line in metrics.jsonl. */
  void add(Map<String, ?> line) {
    history.add(line);
  }

  /** The run goes on, and that is what report.json says by now. */
  void running(RunReport now) {
    report = now;
  }

  @Override
  public void onStep(long step, int epoch, double loss) {
    writeIfDue();
  }

  @Override
  public void onEpoch(EpochSummary epoch) {
    writeIfDue();
  }

  @Override
  public void onEvaluation(Split split, long steps, MetricReport metrics) {
    writeIfDue();
  }

  private void writeIfDue() {
    RunReport told = report;
    if (told != null) {
      file.writeIfDue(() -> new RunPage(told.values(), history)::html);
    }
  }

  /** Goes, until the run has ended, for the room it takes: what follows must be written. */
  void giveWay(RunFolder folder) {
    report = null;
    file.giveWay(folder);
  }

  /** The run has ended, in one way or another: writes the page as it stays, before it returns. */
  public void end(RunReport last, RunFolder folder) {
    report = null;
    written = file.end(new RunPage(last.values(), history)::html, folder);
  }

  /** The run for people, with the place of the page if that was written. */
  public Summary summary(RunReport last) {
    Summary summary = Summary.of(last, run.path());
    return written ? summary.withPage(run.path() + "/" + RunFolder.PAGE) : summary;
  }

  /** Whether the page as it stays is there. */
  boolean isWritten() {
    return written;
  }

  /** Nothing is written any more when this returns. */
  @Override
  public void close() {
    report = null;
    file.close();
  }
}
