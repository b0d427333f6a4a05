package dev.lockstep.spark.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spark.testing.LogLines;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class CourierTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Keeps what it gets; fails, or waits, where it is told to. */
  private static final class Kept implements Sink {
    private final List<Point> points = new CopyOnWriteArrayList<>();
    private final List<Object> ends = new CopyOnWriteArrayList<>();
    private final CountDownLatch free = new CountDownLatch(1);
    private final CountDownLatch failed = new CountDownLatch(1);
    private final boolean fails;

    Kept(boolean fails, boolean waits) {
      this.fails = fails;
      if (!waits) {
        free.countDown();
      }
    }

    private final OneWarning warning = new OneWarning();

    @Override
    public OneWarning warning() {
      return warning;
    }

    @Override
    public String describe() {
      return "somebody";
    }

    @Override
    public void write(List<Point> some) throws IOException {
      if (fails) {
        failed.countDown();
        throw new IOException("no room");
      }
      try {
        free.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      points.addAll(some);
    }

    @Override
    public void end(RunEnd how) {
      ends.add(how);
    }
  }

  private static Point point(long i) {
    return new Point("loss", i, i, i);
  }

  @Test
  void allComesInOrderAndThenTheEndOnce() {
    Kept sink = new Kept(false, false);
    Courier courier = new Courier(sink, PATIENCE);
    for (int i = 0; i < 5000; i++) {
      courier.bring(point(i));
    }
    courier.end(RunEnd.FAILED);
    courier.end(RunEnd.FINISHED);
    courier.bring(point(1));
    assertThat(sink.points).hasSize(5000);
    assertThat(sink.points.get(4321)).isEqualTo(point(4321));
    assertThat(sink.ends).containsExactly(RunEnd.FAILED);
  }

  @Test
  void oneThatFailsIsGivenUpWithOneWarning() throws InterruptedException {
    try (LogLines log = new LogLines(Courier.class)) {
      Kept sink = new Kept(true, false);
      Courier courier = new Courier(sink, PATIENCE);
      courier.bring(point(1));
      sink.failed.await();
      for (int i = 0; i < 100_000; i++) {
        courier.bring(point(i));
      }
      courier.end(RunEnd.FINISHED);
      assertThat(log.all()).containsExactly("somebody is told no more of the training: no room");
      assertThat(sink.ends).isEmpty();
    }
  }

  @Test
  void oneThatIsSlowAndThenFailsIsOneWarning() {
    try (LogLines log = new LogLines(Courier.class)) {
      Courier courier = new Courier(new Kept(false, true), Duration.ofMillis(100));
      for (int i = 0; i < 100_000; i++) {
        courier.bring(point(i));
      }
      courier.end(RunEnd.FINISHED);
      assertThat(log.all()).containsExactly("somebody is too slow, and misses some figures");
    }
  }

  @Test
  void whoeverTellsDoesNotWaitForOneThatIsSlow() {
    try (LogLines log = new LogLines(Courier.class)) {
      Kept sink = new Kept(false, true);
      Courier courier = new Courier(sink, PATIENCE);
      for (int i = 0; i < 100_000; i++) {
        courier.bring(point(i));
      }
      sink.free.countDown();
      courier.end(RunEnd.FINISHED);
      assertThat(log.all()).containsExactly("somebody is too slow, and misses some figures");
      assertThat(sink.points.size()).isBetween(20_000, 99_999);
      assertThat(sink.ends).containsExactly(RunEnd.FINISHED);
    }
  }

  @Test
  void whoeverIsInterruptedStillTellsTheEnd() {
    Kept sink = new Kept(false, false);
    Courier courier = new Courier(sink, PATIENCE);
    courier.bring(point(1));
    Thread.currentThread().interrupt();
    courier.end(RunEnd.KILLED);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(sink.points).containsExactly(point(1));
    assertThat(sink.ends).containsExactly(RunEnd.KILLED);
  }
}
