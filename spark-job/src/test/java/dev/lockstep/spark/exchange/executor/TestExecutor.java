package dev.lockstep.spark.exchange.executor;

import dev.lockstep.spark.exchange.message.SessionAddress;
import dev.lockstep.spark.exchange.message.WorkerId;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.apache.spark.TaskContext$;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An executor of a session as it is, but in the test's own JVM, where there can be many. */
public final class TestExecutor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TestExecutor.class);
  private static final String HOST = "127.0.0.1";

  private final SessionAddress address;
  private final String name;
  private final ExecutorLink link;
  private final ExecutorService workers = Executors.newCachedThreadPool();

  /** Connects to the driver. */
  public TestExecutor(SessionAddress address, String name) throws IOException {
    this.address = address;
    this.name = name;
    try {
      this.link = new ExecutorLink(address, HOST);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Starts a worker, an attempt at a seat. */
  public void work(int seat, long attempt, Supplier<ShardWorker> make) {
    RemoteWorker worker =
        new RemoteWorker(link, new WorkerId(seat, attempt), name, address.compression());
    workers.execute(
        () -> {
          try {
            worker.run(make, TaskContext$.MODULE$.empty());
          } catch (IOException | RuntimeException e) {
            LOG.debug("The worker at {} of {} has ended", seat, name, e);
          }
        });
  }

  /** Breaks all its connections at once, as the end of its process does. */
  @Override
  public void close() {
    link.close();
    workers.shutdownNow();
  }

  /** Breaks those to other executors once. */
  public void hangUp() {
    link.mesh().hangUp();
  }

  /** Breaks those to other executors alone, and lets none call any more. */
  public void isolate() {
    link.mesh().close();
  }
}
