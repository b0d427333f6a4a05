package dev.lockstep.spark.exchange.driver;

import dev.lockstep.spark.exchange.message.Round;
import org.jspecify.annotations.Nullable;

/** A worker as the {@link Coordinator} sees it. */
interface Worker {
  /** Which attempt at their stage its task belongs to, from 0. */
  int stageAttempt();

  /** Asks; the answer comes through {@link Coordinator#answer}. Must not block. */
  void ask(Round round);

  /** Expects the worker to answer a question that comes to it through relays. */
  default void expect(Round round) {
    throw new UnsupportedOperationException(describe() + " is asked through no relay");
  }

  /** Orders the attempts at the seat's task. */
  default long attempt() {
    return stageAttempt();
  }

  /** The connection of its executor, or null in the driver. */
  default @Nullable Link link() {
    return null;
  }

  /**
   * Tells the sum over all workers that it waits for. Must not block.
   *
   * @param number which of the round's sums it is, from 0
   * @param total [n], not to be modified
   */
  default void total(long round, int number, double[] total) {
    throw new UnsupportedOperationException(describe() + " asks for no sums");
  }

  /** Lets the worker go: the session has ended. */
  void release();

  /** Makes the worker fail. */
  void cut(String why);

  /** The executor that it runs in, or null in the driver. */
  @Nullable String executor();

  /** Where the worker runs, for messages. */
  String describe();

  /** The worker itself, if it lives in this JVM, so that the driver's thread can work for it. */
  default @Nullable LocalWorker local() {
    return null;
  }
}
