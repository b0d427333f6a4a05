package dev.lockstep.spark.run;

import dev.lockstep.metric.MetricReport;
import dev.lockstep.spark.output.Reason;
import dev.lockstep.spark.output.RunDirectory;
import dev.lockstep.spark.output.RunFolder;
import dev.lockstep.spark.page.RunHistory;
import dev.lockstep.spark.page.RunPage;
import dev.lockstep.spark.report.RunReport;
import dev.lockstep.spark.report.Summary;
import dev.lockstep.train.Split;
import dev.lockstep.train.TrainingListener;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The page of a run, report.html, written again and again while it goes on, on a thread of its own.
 * That it cannot be written takes nothing from the run.
 */
final class LivePage implements TrainingListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LivePage.class);

  private final RunDirectory run;
  private final RunHistory history = new RunHistory();
  private final ExecutorService writer =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "lockstep-page");
            thread.setDaemon(true);
            return thread;
          });

  /** What report.json says while the run goes on; checkpoints change it on their own thread. */
  private volatile @Nullable RunReport report;

  private CompletableFuture<Void> writing = CompletableFuture.completedFuture(null);
  private long next = System.nanoTime();

  /** One warning tells enough, whichever thread it comes from. */
  private final AtomicBoolean warned = new AtomicBoolean();

  private boolean written;

  /** Of a run that is about to begin. */
  LivePage(RunDirectory run) {
    this.run = run;
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

  /** A file system that takes longer than the interval has one page in hand at most. */
  private void writeIfDue() {
    long now = System.nanoTime();
    RunReport told = report;
    if (now - next < 0 || told == null || !writing.isDone()) {
      return;
    }
    next = now + RunPage.INTERVAL.toNanos();
    RunPage page = new RunPage(told.values(), history);
    writing = CompletableFuture.runAsync(() -> writeHeld(page), writer);
  }

  /** Who took the directory away is not to find a file of this run in it. */
  private void writeHeld(RunPage page) {
    if (run.isHeld()) {
      write(page, run.folder());
    }
  }

  /** Goes, until the run has ended, for the room it takes: what follows must be written. */
  void giveWay(RunFolder folder) {
    report = null;
    writing.join();
    try {
      folder.remove(RunFolder.PAGE);
    } catch (IOException e) {
      LOG.debug("{} stays", RunFolder.PAGE, e);
    }
  }

  /** The run has ended, in one way or another: writes the page as it stays, before it returns. */
  void end(RunReport last, RunFolder folder) {
    report = null;
    writing.join();
    written = write(new RunPage(last.values(), history), folder);
  }

  /** The run for people, with the place of the page if that was written. */
  Summary summary(RunReport last) {
    Summary summary = Summary.of(last, run.path());
    return written ? summary.withPage(run.path() + "/" + RunFolder.PAGE) : summary;
  }

  /** Whether the page as it stays is there. */
  boolean isWritten() {
    return written;
  }

  private boolean write(RunPage page, RunFolder folder) {
    try {
      folder.put(RunFolder.PAGE, page.html());
      return true;
    } catch (IOException | RuntimeException e) {
      warn(Reason.of(e));
    } catch (Error e) { // Memory that is used up: the model is worth more.
      warn(e.toString());
    }
    return false;
  }

  private void warn(String why) {
    if (warned.compareAndSet(false, true)) {
      LOG.warn("{} cannot be written: {}", RunFolder.PAGE, why);
    }
  }

  /** Nothing is written any more when this returns. */
  @Override
  public void close() {
    report = null;
    writing.join();
    writer.shutdown();
  }
}
