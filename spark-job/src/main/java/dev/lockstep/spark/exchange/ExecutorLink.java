package dev.lockstep.spark.exchange;

import dev.lockstep.spark.exchange.Frames.Sender;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.spark.network.TransportContext;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.client.TransportClientFactory;
import org.apache.spark.network.crypto.AuthClientBootstrap;
import org.apache.spark.network.server.NoOpRpcHandler;
import org.apache.spark.network.util.TransportConf;

/**
 * An executor's one connection to the driver of a session, and the parameters that come over it.
 * Shared by the executor's workers.
 */
final class ExecutorLink {
  private static final Map<String, ExecutorLink> OPEN = new HashMap<>();
  private static final int HEARTBEATS_PER_SILENCE = 8;

  private final String session;
  private final TransportContext context;
  private final TransportClientFactory factory;
  private final TransportClient client;
  private final ScheduledExecutorService heartbeats;
  private final ScheduledFuture<?> beating;
  private final float[] parameters;
  private int users;

  private ExecutorLink(SessionAddress address) throws IOException, InterruptedException {
    session = address.session();
    TransportConf conf = Transport.conf(address.encrypt(), address.silence());
    context = new TransportContext(conf, new NoOpRpcHandler(), true);
    factory =
        context.createClientFactory(
            List.of(new AuthClientBootstrap(conf, session, Transport.secret(address.secret()))));
    client = connect(address);
    parameters = new float[address.parameters()];
    heartbeats =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "lockstep-heartbeat");
              thread.setDaemon(true);
              return thread;
            });
    long period = Math.max(1, address.silence() / HEARTBEATS_PER_SILENCE);
    beating = heartbeats.scheduleAtFixedRate(this::beat, period, period, TimeUnit.MILLISECONDS);
  }

  private TransportClient connect(SessionAddress address) throws IOException, InterruptedException {
    try {
      return factory.createUnmanagedClient(address.host(), address.port());
    } catch (IOException | RuntimeException e) {
      factory.close();
      context.close();
      throw new IOException(
          "cannot reach the driver's %s; exchange.port and spark.driver.host must be open to executors: %s"
              .formatted(address, e.getMessage()),
          e);
    }
  }

  /** The link of this JVM, opened by the first worker that asks. */
  static ExecutorLink open(SessionAddress address) throws IOException, InterruptedException {
    synchronized (OPEN) {
      ExecutorLink link = OPEN.get(address.session());
      if (link == null || !link.isActive()) {
        link = new ExecutorLink(address);
        OPEN.put(address.session(), link);
      }
      link.users++;
      return link;
    }
  }

  /** The worker is done; the last one closes the connection. */
  void release() {
    synchronized (OPEN) {
      if (--users > 0) {
        return;
      }
      OPEN.remove(session, this);
    }
    beating.cancel(true);
    heartbeats.shutdownNow();
    client.close();
    factory.close();
    context.close();
  }

  boolean isActive() {
    return client.isActive();
  }

  /** The parameters of the last round, [n]. */
  float[] parameters() {
    return parameters;
  }

  void send(ByteBuffer frame, RpcResponseCallback callback) {
    client.sendRpc(frame, callback);
  }

  private void beat() {
    send(
        Frames.heartbeat(new Sender(0, 0)),
        new RpcResponseCallback() {
          @Override
          public void onSuccess(ByteBuffer response) {}

          @Override
          public void onFailure(Throwable cause) {
            // The workers' own calls fail with it, and tell.
          }
        });
  }
}
