package dev.lockstep.spark.exchange.topology;

import dev.lockstep.spark.config.ExchangeConfig.Topology;
import java.util.Locale;

/**
 * What the exchange of a step costs by the arithmetic of its messages, the computing left out: how
 * many bytes go through the busiest link, one after the other, and how many messages the busiest
 * end handles.
 *
 * @param executors how many there are
 * @param parameters how many there are, of 4 bytes
 * @param roundTripSeconds of a small message, there and back
 * @param bytesPerSecond of a link, each way
 */
public record StepCosts(
    int executors, int parameters, double roundTripSeconds, double bytesPerSecond) {
  /** Of a message at either end, measured. */
  private static final double MESSAGE_SECONDS = 20e-6;

  /** What another topology must save, of the star's time, to be worth its connections. */
  private static final double WORTH = 0.8;

  private double pass() {
    return parameters * (double) Float.BYTES / bytesPerSecond;
  }

  /** The driver hands all parameters to each, and takes a sum from each. */
  public double starSeconds() {
    return roundTripSeconds + 2 * executors * (pass() + MESSAGE_SECONDS);
  }

  /** The same to and from the heads, and by each head to and from its group. */
  public double treeSeconds() {
    int groups = Relays.groups(executors);
    int members = (executors + groups - 1) / groups - 1;
    return 2 * roundTripSeconds
        + 2 * (groups + members) * (pass() + MESSAGE_SECONDS)
        + 2 * executors * MESSAGE_SECONDS;
  }

  /** All slices, from each to their owners, to the driver, to the owners and to each. */
  public double slicedSeconds() {
    return 2 * roundTripSeconds + 4 * pass() + 4 * executors * MESSAGE_SECONDS;
  }

  /** The one that costs least; the star, unless another is clearly better. */
  public Topology best() {
    double other = Math.min(treeSeconds(), slicedSeconds());
    if (executors < 3 || other > WORTH * starSeconds()) {
      return Topology.STAR;
    }
    return treeSeconds() <= slicedSeconds() ? Topology.TREE : Topology.SLICED;
  }

  /** The arithmetic, for people. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d executors, %,d parameters, %.2f ms there and back, %.2f Gbit/s: "
            + "star %.2f, tree %.2f, sliced %.2f ms a step",
        executors,
        parameters,
        1e3 * roundTripSeconds,
        8e-9 * bytesPerSecond,
        1e3 * starSeconds(),
        1e3 * treeSeconds(),
        1e3 * slicedSeconds());
  }
}
