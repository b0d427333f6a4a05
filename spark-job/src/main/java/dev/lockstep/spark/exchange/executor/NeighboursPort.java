package dev.lockstep.spark.exchange.executor;

import dev.lockstep.spark.config.PortRange;
import dev.lockstep.spark.exchange.message.SessionAddress;
import dev.lockstep.spark.exchange.wire.FrameServer;
import dev.lockstep.spark.exchange.wire.IoLoop;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where an executor listens for the others of its session. */
final class NeighboursPort {
  private static final Logger LOG = LoggerFactory.getLogger(NeighboursPort.class);

  private NeighboursPort() {}

  /**
   * Listens, where the session wants it, at the first port of the range that is free; null where it
   * does not, or cannot: then the driver does without, and says so.
   *
   * @param host as others call this one
   */
  static @Nullable FrameServer listen(SessionAddress address, String host, IoLoop loop) {
    PortRange ports = address.neighbours();
    if (ports == null) {
      return null;
    }
    for (int port = ports.from(); port <= ports.to(); port++) {
      try {
        return new FrameServer(new InetSocketAddress(host, port), loop);
      } catch (BindException e) {
        LOG.debug("{}:{} is not free", host, port, e);
      } catch (IOException e) {
        LOG.warn("Cannot listen at {}:{}: {}", host, port, e.getMessage());
        return null;
      }
    }
    LOG.warn("None of the ports {} of {} is free for other executors", ports, host);
    return null;
  }
}
