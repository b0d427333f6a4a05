package dev.lockstep.spark.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A thread that dies of used up memory does not leave the command waiting for it. */
final class UncaughtTest {
  private static Uncaught watch() {
    return new Uncaught(System.err);
  }

  @Test
  @Timeout(60)
  @SuppressWarnings("try")
  void theCommandIsInterruptedAndTellsOfTheMemoryWhateverThreadFoundOut() {
    try (Uncaught uncaught = watch()) {
      Thread other =
          new Thread(
              () -> {
                throw new OutOfMemoryError("Java heap space");
              });
      other.start();
      assertThatThrownBy(() -> new CountDownLatch(1).await())
          .isInstanceOfSatisfying(
              InterruptedException.class,
              e -> {
                assertThat(Failure.lines(e).get(0)).contains("ran out of memory", "driver-memory");
                assertThat(Failure.exitCodeOf(e)).isEqualTo(Failure.RUNNING);
              });
    }
  }

  @Test
  @SuppressWarnings("try")
  void whatElseAThreadFailsWithEndsNothingButTheThread() throws InterruptedException {
    try (Uncaught uncaught = watch()) {
      Thread other =
          new Thread(
              () -> {
                throw new IllegalStateException("of no importance");
              });
      other.start();
      other.join();
      assertThat(Uncaught.usedUp()).isEmpty();
    }
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }
}
