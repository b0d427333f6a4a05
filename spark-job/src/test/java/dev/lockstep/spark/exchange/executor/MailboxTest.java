package dev.lockstep.spark.exchange.executor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spark.exchange.message.Round;
import dev.lockstep.spark.exchange.wire.IoLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskContext$;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class MailboxTest {
  private static Round round(long number) {
    return Round.gradient(number, 0, new float[0]);
  }

  /** What is next once so many questions have been asked. */
  private static long next(Mailbox mailbox, TaskContext task, AtomicInteger asked, int questions)
      throws IOException {
    while (asked.get() < questions) {
      Thread.onSpinWait();
    }
    return Objects.requireNonNull(mailbox.await(task)).number();
  }

  /** A question that comes while an earlier one is taken out replaces it, and is there next. */
  @Test
  void theLastQuestionIsNeverLost() throws Exception {
    TaskContext task = TaskContext$.MODULE$.empty();
    ExecutorService driver = Executors.newSingleThreadExecutor();
    try (IoLoop loop = new IoLoop("test", Duration.ofMillis(100), () -> {})) {
      loop.start();
      Mailbox mailbox = new Mailbox(loop);
      for (int i = 1; i <= 20_000; i++) {
        long last = 2L * i;
        AtomicInteger asked = new AtomicInteger();
        driver.execute(
            () -> {
              mailbox.ask(round(last - 1));
              asked.set(1);
              mailbox.ask(round(last));
              asked.set(2);
            });
        long got = next(mailbox, task, asked, 1);
        assertThat(got == last || next(mailbox, task, asked, 2) == last).isTrue();
      }
    } finally {
      driver.shutdownNow();
    }
  }
}
