package dev.lockstep.spark.exchange;

import dev.lockstep.spark.exchange.Frames.Sender;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.network.client.RpcResponseCallback;
import org.jspecify.annotations.Nullable;

/**
 * A worker in an executor's JVM: answers the driver's rounds over the executor's connection.
 * Confined to the task's thread.
 */
final class RemoteWorker {
  private static final long SPIN_NANOS = Duration.ofNanos(20_000).toNanos();
  private static final long PARK_NANOS = Duration.ofMillis(100).toNanos();

  private final ExecutorLink link;
  private final ShardWorker worker;
  private final TaskContext context;
  private final Sender sender;
  private @Nullable ByteBuffer frame;

  private RemoteWorker(ExecutorLink link, ShardWorker worker, TaskContext context) {
    this.link = link;
    this.worker = worker;
    this.context = context;
    this.sender = new Sender(context.partitionId(), Attempt.of(context));
  }

  /** Works until the driver releases the worker; throws what the task is to fail with. */
  static void run(SessionAddress address, ShardWorker worker, TaskContext context)
      throws IOException, InterruptedException {
    ExecutorLink link = ExecutorLink.open(address);
    try {
      new RemoteWorker(link, worker, context).run();
    } finally {
      link.release();
    }
  }

  private void run() throws IOException {
    SparkEnv env = SparkEnv.get();
    String where =
        "executor %s on %s".formatted(env.executorId(), env.blockManager().blockManagerId().host());
    Reply reply = call(Frames.join(sender, where));
    Round round = reply.await();
    while (round != null) {
      frame = Frames.result(sender, round.number(), answer(round), frame);
      round = call(frame).await();
    }
  }

  private Result answer(Round round) {
    try {
      return worker.answer(round);
    } catch (RuntimeException | Error e) {
      call(Frames.failure(sender, e.toString()));
      throw e;
    }
  }

  private Reply call(ByteBuffer request) {
    Reply reply = new Reply(Thread.currentThread());
    link.send(request, reply);
    return reply;
  }

  /** The driver's reply to one call: the next round, or nothing where it releases the worker. */
  private final class Reply implements RpcResponseCallback {
    private final Thread waiting;
    private volatile boolean done;
    private @Nullable Round round;
    private @Nullable Throwable failure;

    Reply(Thread waiting) {
      this.waiting = waiting;
    }

    @Override
    public void onSuccess(ByteBuffer response) {
      try {
        // On the connection's thread, in the order of arrival: parameters are there before who
        // shares them is told.
        round = response.hasRemaining() ? Frames.round(response, link.parameters()) : null;
      } catch (RuntimeException e) {
        failure = e;
      }
      finish();
    }

    @Override
    public void onFailure(Throwable cause) {
      failure = cause;
      finish();
    }

    private void finish() {
      done = true;
      LockSupport.unpark(waiting);
    }

    @Nullable Round await() throws IOException {
      long start = System.nanoTime();
      while (!done) {
        if (System.nanoTime() - start < SPIN_NANOS) {
          Thread.onSpinWait();
          continue;
        }
        LockSupport.parkNanos(this, PARK_NANOS);
        if (context.isInterrupted() || Thread.currentThread().isInterrupted()) {
          context.killTaskIfInterrupted();
          throw new IOException("the task was interrupted");
        }
      }
      if (failure != null) {
        throw new IOException(
            "the connection to the driver is lost: " + failure.getMessage(), failure);
      }
      return round;
    }
  }
}
