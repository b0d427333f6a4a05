package dev.lockstep.spark.exchange.driver;

import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.config.ExchangeConfig.Routes;
import dev.lockstep.spark.config.ExchangeConfig.Topology;
import dev.lockstep.spark.config.PortRange;
import dev.lockstep.spark.exchange.tasks.SparkTasks;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.SparkContext;
import org.jspecify.annotations.Nullable;

/** The ports at which executors listen for each other. */
public final class ExecutorPorts {
  /** On fewer hosts executors take no part in the exchange of others, unless they are told to. */
  private static final int LEAST_RELAYED = 3;

  private ExecutorPorts() {}

  /**
   * The ports that executors are to listen at, or null where that is of no use, by the executors
   * that there are now.
   *
   * @throws ConfigException if there are fewer ports than executors on a host
   */
  public static @Nullable PortRange of(Routes routes, SparkContext spark) {
    Map<String, Long> executors =
        SparkTasks.hosts(spark).stream()
            .collect(Collectors.groupingBy(host -> host, Collectors.counting()));
    boolean few = executors.size() < LEAST_RELAYED;
    if (routes.topology() == Topology.STAR || (routes.topology() == Topology.AUTO && few)) {
      return null;
    }
    executors.forEach((host, count) -> check(routes.executorPorts(), host, count));
    return routes.executorPorts();
  }

  private static void check(PortRange ports, String host, long executors) {
    if (executors > ports.count()) {
      throw ConfigException.of(
          "exchange.executor_ports: %s has %d of them, and %s has %d executors;"
              + " give more than that, for one that is lost may hold on to its own, or set"
              + " exchange.topology: star",
          ports, ports.count(), host, executors);
    }
  }
}
