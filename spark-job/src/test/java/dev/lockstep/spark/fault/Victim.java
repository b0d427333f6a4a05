package dev.lockstep.spark.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spark.fault.Connections.End;
import dev.lockstep.spark.testing.SmallDisk;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A training as a process, its executors, what it says and what is done to it. */
final class Victim implements AutoCloseable {
  /** Of a run, whatever it suffers. */
  private static final Duration MOST = Duration.ofMinutes(4);

  /** What is left of a driver that was killed finds that out, and ends. */
  private static final Duration ORPHANS = Duration.ofMinutes(1);

  private final Process driver;
  private final BufferedReader err;
  private final String mark;
  private final SmallDisk disk;
  private final List<String> said = new ArrayList<>();
  private final List<Later> laters = new ArrayList<>();
  private final CompletableFuture<?> late;
  private boolean stuck;

  /** What puts things right again, once: when its time has come, or when the process has ended. */
  private static final class Later {
    private final Runnable undo;
    private boolean done;

    Later(Runnable undo) {
      this.undo = undo;
    }

    synchronized void run() {
      if (!done) {
        done = true;
        undo.run();
      }
    }
  }

  /**
   * Starts a process.
   *
   * @param mark of its environment, which no other process has
   */
  Victim(ProcessBuilder builder, String mark, SmallDisk disk) throws IOException {
    builder.environment().put(Signals.MARK, mark);
    this.mark = mark;
    this.disk = disk;
    driver = builder.start();
    err = driver.errorReader();
    late =
        CompletableFuture.runAsync(
            this::end, CompletableFuture.delayedExecutor(MOST.toSeconds(), TimeUnit.SECONDS));
  }

  /** Too late: its threads go to standard output, and it ends. */
  private void end() {
    stuck = driver.isAlive();
    Signals.send(driver.toHandle(), "QUIT");
    CompletableFuture.delayedExecutor(5, TimeUnit.SECONDS)
        .execute(() -> driver.toHandle().destroyForcibly());
  }

  /** Waits for an instant; false if the process has ended before. */
  boolean await(Instant instant) throws IOException, InterruptedException {
    int seen = 0;
    while (seen < instant.count()) {
      String line = err.readLine();
      if (line == null) {
        return false;
      }
      said.add(line);
      seen += instant.sign().isIn(line) ? 1 : 0;
    }
    return !driver.waitFor(instant.milliseconds(), TimeUnit.MILLISECONDS);
  }

  /** The executors, the oldest first; waits for the first one while the driver lives. */
  private List<ProcessHandle> executors() throws InterruptedException {
    List<ProcessHandle> found = List.of();
    while (found.isEmpty() && !driver.waitFor(50, TimeUnit.MILLISECONDS)) {
      found = Signals.marked(mark).stream().filter(Signals::isExecutor).toList();
    }
    return found;
  }

  /** Gives the executor that the signal was sent to. */
  Optional<ProcessHandle> signalExecutor(int index, String signal) throws InterruptedException {
    List<ProcessHandle> executors = executors();
    return Optional.of(executors)
        .filter(some -> !some.isEmpty())
        .map(some -> some.get(index % some.size()))
        .filter(executor -> Signals.send(executor, signal));
  }

  boolean signalDriver(String signal) {
    return driver.isAlive() && Signals.send(driver.toHandle(), signal);
  }

  boolean resetConnection(int index) throws IOException, InterruptedException {
    List<End> ends = new ArrayList<>();
    while (ends.isEmpty() && driver.isAlive()) {
      for (ProcessHandle executor : executors()) {
        ends.addAll(Connections.of(executor));
      }
    }
    return !ends.isEmpty() && ends.get(index % ends.size()).reset();
  }

  boolean fillDisk(int milliseconds) throws IOException {
    disk.fill();
    later(
        milliseconds,
        () -> {
          try {
            disk.free();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    return driver.isAlive();
  }

  /** Stops all processes that often for that long, with a fifth of that in between. */
  boolean pulse(int pulses, int milliseconds) throws InterruptedException {
    boolean struck = false;
    for (int i = 0; i < pulses && driver.isAlive(); i++) {
      List<ProcessHandle> all = Signals.marked(mark);
      all.forEach(process -> Signals.send(process, "STOP"));
      struck |= !all.isEmpty();
      driver.waitFor(milliseconds, TimeUnit.MILLISECONDS);
      all.forEach(process -> Signals.send(process, "CONT"));
      driver.waitFor(milliseconds / 5, TimeUnit.MILLISECONDS);
    }
    return struck;
  }

  /** Has something done after a time, and when the process has ended at the latest. */
  void later(int milliseconds, Runnable undo) {
    Later later = new Later(undo);
    laters.add(later);
    if (milliseconds != Fault.FOR_EVER) {
      CompletableFuture.delayedExecutor(milliseconds, TimeUnit.MILLISECONDS).execute(later::run);
    }
  }

  /** Waits for its end, and for that of all its processes; gives the exit code. */
  int finish() throws IOException, InterruptedException {
    err.lines().forEach(said::add);
    int code = driver.waitFor();
    late.cancel(false);
    laters.forEach(Later::run);
    assertThat(stuck).as("it has not ended after %s: %s", MOST, said).isFalse();
    long deadline = System.nanoTime() + ORPHANS.toNanos();
    for (ProcessHandle orphan : Signals.marked(mark)) {
      orphan
          .onExit()
          .completeOnTimeout(orphan, deadline - System.nanoTime(), TimeUnit.NANOSECONDS)
          .join();
    }
    assertThat(Signals.marked(mark))
        .extracting(process -> process.info().toString())
        .as("processes left over %s after the driver's end; it said %s", ORPHANS, said)
        .isEmpty();
    return code;
  }

  /** All that it said on standard error. */
  List<String> said() {
    return said;
  }

  /** Ends all that has not ended by itself. */
  @Override
  public void close() throws IOException {
    late.cancel(false);
    laters.forEach(Later::run);
    Signals.marked(mark).forEach(ProcessHandle::destroyForcibly);
    err.close();
  }
}
