package dev.lockstep.spark.run.directory;

import dev.lockstep.spark.output.Reason;
import dev.lockstep.spark.output.RunDirectory;
import dev.lockstep.spark.output.RunFolder;
import dev.lockstep.spark.page.RunPage;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of a page that is written again and again while something goes on, on a thread of its
 * own. That it cannot be written takes nothing from what goes on.
 */
public final class PageFile implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PageFile.class);

  private final RunDirectory run;
  private final String name;
  private final ExecutorService writer =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "lockstep-page");
            thread.setDaemon(true);
            return thread;
          });

  private CompletableFuture<Void> writing = CompletableFuture.completedFuture(null);
  private long next = System.nanoTime();

  /** One warning tells enough, whichever thread it comes from. */
  private final AtomicBoolean warned = new AtomicBoolean();

  /** What is known at some time, which is drawn on another thread. */
  public interface Page {
    /** The file, in UTF-8. */
    byte[] html() throws IOException;
  }

  /** Of that name in a directory. */
  public PageFile(RunDirectory run, String name) {
    this.run = run;
    this.name = name;
  }

  /**
   * Writes it, unless that was done a short time ago. A file system that takes longer than the
   * interval has one page in hand at most.
   */
  public void writeIfDue(Supplier<Page> page) {
    long now = System.nanoTime();
    if (now - next < 0 || !writing.isDone()) {
      return;
    }
    next = now + RunPage.INTERVAL.toNanos();
    Page drawn = page.get();
    writing = CompletableFuture.runAsync(() -> writeHeld(drawn), writer);
  }

  /** Who took the directory away is not to find a file of this run in it. */
  private void writeHeld(Page page) {
    if (run.isHeld()) {
      write(page, run.folder());
    }
  }

  /** Goes, for the room it takes. */
  void giveWay(RunFolder folder) {
    writing.join();
    try {
      folder.remove(name);
    } catch (IOException e) {
      LOG.debug("{} stays", name, e);
    }
  }

  /** Writes the page as it stays, before it returns; gives whether that went well. */
  public boolean end(Page page, RunFolder folder) {
    writing.join();
    return write(page, folder);
  }

  private boolean write(Page page, RunFolder folder) {
    try {
      folder.put(name, page.html());
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
      LOG.warn("{} cannot be written: {}", name, why);
    }
  }

  /** Nothing is written any more when this returns. */
  @Override
  public void close() {
    writing.join();
    writer.shutdown();
  }
}
