package dev.lockstep.spark.config.key;

import static dev.lockstep.spark.config.yaml.ValueType.choice;
import static dev.lockstep.spark.config.yaml.ValueType.integer;
import static dev.lockstep.spark.config.yaml.ValueType.longInteger;

import dev.lockstep.spark.config.ExchangeConfig;
import dev.lockstep.spark.config.ExchangeConfig.GradientCompression;
import dev.lockstep.spark.config.ExchangeConfig.Protection;
import dev.lockstep.spark.config.ExchangeConfig.Routes;
import dev.lockstep.spark.config.ExchangeConfig.Topology;
import dev.lockstep.spark.config.PortRange;
import java.time.Duration;

/** The keys of section exchange. */
final class ExchangeKeys {
  static final Section SECTION =
      new Section(
          "exchange", "How the long-lived tasks of a session exchange gradients with the driver.");

  private static final int MOST_PORT = 65_535;

  static final Key<Integer> PORT =
      SECTION.add(
          Key.of(
                  "exchange.port",
                  integer(0, MOST_PORT),
                  "TCP port at which the driver listens for executors; 0 for any that is free.")
              .or(0));
  static final Key<Protection> PROTECTION =
      SECTION.add(
          Key.of(
                  "exchange.protection",
                  choice(Protection.class),
                  "What protects the frames of connections, which are always authenticated: checksum,"
                      + " from broken hardware; seal, from being changed or repeated on purpose;"
                      + " encrypt, from being read too. spark.network.crypto.enabled means encrypt.")
              .or(Protection.CHECKSUM));
  static final Key<GradientCompression> COMPRESSION =
      SECTION.add(
          Key.of(
                  "exchange.compression",
                  choice(GradientCompression.class),
                  "How executors send gradients: none, as float32; float16, in half the bytes,"
                      + " rounded: the result then depends on how many executors there are.")
              .or(GradientCompression.NONE));
  static final Key<Integer> START_TIMEOUT =
      SECTION.add(
          Key.of(
                  "exchange.start_timeout",
                  integer(1),
                  "Seconds within which all tasks of a session must run at once, and within which"
                      + " another attempt must take a lost one's place; then a session on the slots"
                      + " that are left takes over.")
              .or(60));
  static final Key<Integer> STEP_TIMEOUT =
      SECTION.add(
          Key.of(
                  "exchange.step_timeout",
                  integer(1),
                  "Seconds within which a step must be answered, lost executors and their"
                      + " replacement included.")
              .or(600));
  static final Key<Long> SESSION_STEPS =
      SECTION.add(
          Key.of(
                  "exchange.session_steps",
                  longInteger(1),
                  "Steps after which the session is renewed at the end of an epoch, so that Spark"
                      + " can place its tasks anew.")
              .or(100_000L));
  static final Key<Topology> TOPOLOGY =
      SECTION.add(
          Key.of(
                  "exchange.topology",
                  choice(Topology.class),
                  "How sums and parameters travel in a session: star, between the driver and each"
                      + " executor; tree, in groups whose heads exchange with the driver; sliced,"
                      + " each executor adds up a slice of the gradient for all others; auto, what"
                      + " costs least by [measured round trip and bandwidth](../spark-job/README.md#topologies), star on"
                      + " fewer than three hosts. The result is the same.")
              .or(Topology.AUTO));
  static final Key<PortRange> EXECUTOR_PORTS =
      SECTION.add(
          Key.of(
                  "exchange.executor_ports",
                  PortRangeType.PORTS,
                  "TCP ports of which each executor of a host listens at one for the others, where"
                      + " the topology is not star: such as 40000-40015; 0 for any that is free.")
              .or(PortRange.ANY));

  private ExchangeKeys() {}

  static ExchangeConfig config(Values values) {
    return new ExchangeConfig(
        values.get(PORT),
        values.get(PROTECTION),
        values.get(COMPRESSION),
        Duration.ofSeconds(values.get(START_TIMEOUT)),
        Duration.ofSeconds(values.get(STEP_TIMEOUT)),
        values.get(SESSION_STEPS),
        new Routes(values.get(TOPOLOGY), values.get(EXECUTOR_PORTS)));
  }
}
