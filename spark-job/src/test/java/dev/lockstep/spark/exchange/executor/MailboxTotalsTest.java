package dev.lockstep.spark.exchange.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.spark.exchange.message.PartSums;
import dev.lockstep.spark.exchange.wire.IoLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskContext$;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A worker that waits for a sum ends with all that ends one that waits for a question. */
@Timeout(60)
final class MailboxTotalsTest {
  private final TaskContext task = TaskContext$.MODULE$.empty();
  private final IoLoop loop = new IoLoop("test", Duration.ofMillis(100), () -> {});
  private final Mailbox mailbox = new Mailbox(loop);

  MailboxTotalsTest() throws IOException {}

  @BeforeEach
  void start() {
    loop.start();
    mailbox.expectTotal(new PartSums(1, 0, List.of(new double[3])));
  }

  @AfterEach
  void close() {
    loop.close();
  }

  private static void soon(Runnable what) {
    CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS).execute(what);
  }

  @Test
  void whenItIsReleased() throws IOException {
    soon(mailbox::release);
    assertThat(mailbox.awaitTotal(task)).isNull();
  }

  @Test
  void whenItIsCutOrTheConnectionBreaks() {
    soon(() -> mailbox.fail("the connection to the driver is lost"));
    assertThatThrownBy(() -> mailbox.awaitTotal(task))
        .isInstanceOf(IOException.class)
        .hasMessage("the connection to the driver is lost");
  }

  @Test
  void whenItsTaskIsInterrupted() {
    Thread worker = Thread.currentThread();
    soon(worker::interrupt);
    assertThatThrownBy(() -> mailbox.awaitTotal(task))
        .isInstanceOf(IOException.class)
        .hasMessage("the task was interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }
}
