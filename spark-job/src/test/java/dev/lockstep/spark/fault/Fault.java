package dev.lockstep.spark.fault;

import java.io.IOException;
import java.util.Random;

/** What happens to a training of real processes. */
sealed interface Fault {
  /** A time without end. */
  int FOR_EVER = 0;

  /** Does it; false if there was nothing left that it could happen to. */
  boolean strike(Victim victim) throws IOException, InterruptedException;

  /** Whether executors must be processes of their own. */
  default boolean needsExecutors() {
    return false;
  }

  /** Whether the process that takes the steps ends of it. */
  default boolean endsProcess() {
    return false;
  }

  /** Its kind, as the last line counts it. */
  default String kind() {
    return getClass().getSimpleName();
  }

  /** Draws one; those that end the process are as frequent as all others that executors suffer. */
  static Fault draw(Random random, boolean executors) {
    int index = random.nextInt(2);
    return switch (random.nextInt(executors ? 12 : 6)) {
      case 0, 1 -> new KillDriver();
      case 2, 3 -> new TermDriver();
      case 4 -> new FullDisk(random.nextBoolean() ? FOR_EVER : 50 + random.nextInt(1500));
      case 5 -> new SlowData(5 + random.nextInt(10), 100 + random.nextInt(200));
      case 6, 7, 8 -> new KillExecutor(index);
      case 9 -> new StopExecutor(index, stop(random));
      default -> new ResetConnection(random.nextInt(8));
    };
  }

  private static int stop(Random random) {
    return random.nextInt(4) == 0 ? FOR_EVER : 500 + random.nextInt(5000);
  }

  /**
   * An executor is killed with SIGKILL.
   *
   * @param index of those that there are, the oldest first
   */
  record KillExecutor(int index) implements Fault {
    @Override
    public boolean strike(Victim victim) throws InterruptedException {
      return victim.signalExecutor(index, "KILL").isPresent();
    }

    @Override
    public boolean needsExecutors() {
      return true;
    }
  }

  /**
   * An executor is stopped with SIGSTOP: its connections stay, and it never answers.
   *
   * @param milliseconds until it goes on, or FOR_EVER
   */
  record StopExecutor(int index, int milliseconds) implements Fault {
    @Override
    public boolean strike(Victim victim) throws InterruptedException {
      return victim
          .signalExecutor(index, "STOP")
          .map(
              stopped -> {
                victim.later(milliseconds, () -> Signals.send(stopped, "CONT"));
                return stopped;
              })
          .isPresent();
    }

    @Override
    public boolean needsExecutors() {
      return true;
    }
  }

  /**
   * A TCP connection of an executor, of Spark or of the exchange, is reset on both sides.
   *
   * @param index of those that there are
   */
  record ResetConnection(int index) implements Fault {
    @Override
    public boolean strike(Victim victim) throws IOException, InterruptedException {
      return victim.resetConnection(index);
    }

    @Override
    public boolean needsExecutors() {
      return true;
    }
  }

  /**
   * The disk of the run directory is filled up to the last byte.
   *
   * @param milliseconds until there is room again, or FOR_EVER: until the process has ended
   */
  record FullDisk(int milliseconds) implements Fault {
    @Override
    public boolean strike(Victim victim) throws IOException {
      return victim.fillDisk(milliseconds);
    }
  }

  /** The driver is killed with SIGKILL. */
  record KillDriver() implements Fault {
    @Override
    public boolean strike(Victim victim) {
      return victim.signalDriver("KILL");
    }

    @Override
    public boolean endsProcess() {
      return true;
    }
  }

  /** The driver is told to end, with SIGTERM. */
  record TermDriver() implements Fault {
    @Override
    public boolean strike(Victim victim) {
      return victim.signalDriver("TERM");
    }

    @Override
    public boolean endsProcess() {
      return true;
    }
  }

  /**
   * The table is read slowly: while it is loaded, all processes of the training stand still, again
   * and again, by SIGSTOP. To each of them reading takes several times as long as it does, which a
   * slow disk does to it too, without a disk that must be slow.
   */
  record SlowData(int pulses, int milliseconds) implements Fault {
    @Override
    public boolean strike(Victim victim) throws IOException, InterruptedException {
      return victim.pulse(pulses, milliseconds);
    }
  }
}
