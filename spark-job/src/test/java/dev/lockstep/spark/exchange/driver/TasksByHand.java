package dev.lockstep.spark.exchange.driver;

import dev.lockstep.spark.exchange.message.CompressionError;
import dev.lockstep.spark.exchange.tasks.Tasks;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** Tasks of which a test says how they are. */
final class TasksByHand implements Tasks {
  volatile @Nullable Throwable failure;
  volatile int slots = 2;
  volatile int running = 2;
  volatile int stageAttempt;
  final BlockingQueue<String> givenUp = new LinkedBlockingQueue<>();

  /** No executor is a relay. */
  static Relaying star() {
    return new Relaying(1, 1, new CompressionError(), new Standing());
  }

  @Override
  public @Nullable Throwable failure() {
    return failure;
  }

  @Override
  public int slots() {
    return slots;
  }

  @Override
  public int running() {
    return running;
  }

  @Override
  public int stageAttempt() {
    return stageAttempt;
  }

  @Override
  public void giveUp(String executor, String why) {
    givenUp.add(executor);
  }
}
