package dev.lockstep.spark.exchange;

import dev.lockstep.spark.exchange.SessionServer.Expected;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.network.TransportContext;
import org.apache.spark.network.crypto.AuthServerBootstrap;
import org.apache.spark.network.server.TransportServer;
import org.apache.spark.network.util.TransportConf;

/** The driver's port, at which the executors of a session call. */
final class Listener implements AutoCloseable {
  private final TransportContext transport;
  private final TransportServer server;

  Listener(
      JavaSparkContext spark,
      Coordinator coordinator,
      Expected expected,
      ExchangeSettings settings,
      String secret) {
    SparkConf sparkConf = spark.getConf();
    TransportConf conf = Transport.conf(settings.encrypt(), expected.silence());
    transport = new TransportContext(conf, new SessionServer(coordinator, expected), false);
    server =
        transport.createServer(
            sparkConf.get("spark.driver.bindAddress", sparkConf.get("spark.driver.host")),
            settings.port(),
            List.of(new AuthServerBootstrap(conf, Transport.secret(secret))));
  }

  int port() {
    return server.getPort();
  }

  @Override
  public void close() {
    server.close();
    transport.close();
  }
}
