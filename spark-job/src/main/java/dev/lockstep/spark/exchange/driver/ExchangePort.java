package dev.lockstep.spark.exchange.driver;

import dev.lockstep.spark.exchange.message.Heartbeat;
import dev.lockstep.spark.exchange.wire.FrameServer;
import dev.lockstep.spark.exchange.wire.FrameServer.Door;
import dev.lockstep.spark.exchange.wire.IoLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import org.apache.spark.SparkConf;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The driver's port, at which the executors of a run's sessions call: the same for all of them, one
 * after the other.
 */
final class ExchangePort implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ExchangePort.class);

  private final IoLoop loop;
  private final FrameServer server;
  private volatile @Nullable SessionServer session;

  /** Listens at once; workers are let in while a session is open. */
  ExchangePort(InetSocketAddress address) throws IOException {
    this.loop = new IoLoop("lockstep-exchange", Heartbeat.EVERY, this::tick);
    try {
      this.server = new FrameServer(address, loop);
    } catch (IOException e) {
      loop.close();
      throw e;
    }
    loop.start();
  }

  /** Where a Spark application's driver is reached; throws SessionUnavailableException. */
  static ExchangePort listen(SparkConf conf, int port) {
    String host = conf.get("spark.driver.bindAddress", conf.get("spark.driver.host"));
    try {
      return new ExchangePort(new InetSocketAddress(host, port));
    } catch (IOException e) {
      throw new SessionUnavailableException(
          String.format(
              Locale.ROOT,
              "the driver cannot listen at %s, port %d (exchange.port): %s",
              host,
              port,
              e.getMessage()),
          e);
    }
  }

  int number() {
    return server.port();
  }

  /** Connections are that session's from now on. */
  void open(SessionServer opened, Door door) {
    session = opened;
    server.open(door);
  }

  /** The session lets nobody in any more. */
  void closeDoor() {
    server.open(null);
    session = null;
  }

  /** Serves the connections until something that they bring has come true, or for a while. */
  void await(BooleanSupplier done, Duration atMost) {
    loop.await(done, atMost);
  }

  private void tick() {
    server.tick();
    SessionServer open = session;
    if (open != null) {
      open.tick();
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      loop.close();
    } catch (IOException e) {
      LOG.warn("The exchange's port could not be closed: {}", e.getMessage());
    }
  }
}
