package dev.lockstep.bench.scale;

import java.util.Arrays;

/**
 * The wall time of a simulated step. The driver sends the parameters to the first executor of each
 * group, and that one to the others of its group; gradient sums come back the same way, and the
 * driver updates. In a star every executor is a group of its own.
 *
 * <p>Whoever sends to several sends to all at once, so they have it at the same time, when the last
 * byte has left. Whoever receives from several begins to add when the last sum has come. A message
 * is passed on when all of it is there.
 *
 * <p>Where each executor owns a slice, a slice goes in chunks, each of which is passed on as soon
 * as it is there.
 */
record Step(Cluster cluster, Costs costs) {
  private static final int CHUNKS = 8;

  /**
   * Seconds from the old parameters to the new ones.
   *
   * @param gradients seconds that each executor computes
   */
  double seconds(double[] gradients, int groups) {
    double begun = sent(0, groups);
    double[] sums = new double[groups];
    for (int g = 0; g < groups; g++) {
      sums[g] =
          group(begun, gradients, first(g, groups, gradients), first(g + 1, groups, gradients));
    }
    return received(sums) + groups * costs.add() + costs.update();
  }

  /** The same where each executor owns a slice, and exchanges with all others. */
  double sliced(double[] gradients) {
    int executors = gradients.length;
    double others = (executors - 1.0) / executors;
    double small = executors * costs.message();
    double each = (costs.send() + costs.receive()) * others + 2 * (executors - 1) * costs.message();
    double among = Math.max(cluster.wire(costs) * others, each / cluster.threads());
    double out = driver(costs.send() + 2 * small);
    double in = driver(costs.receive() + 2 * small);
    double slowest = Arrays.stream(gradients).max().orElseThrow();
    return passedOn(out, among)
        + slowest
        + passedOn(among + others * costs.add(), in)
        + costs.update();
  }

  /** All slices through the driver's link and threads. */
  private double driver(double processorSeconds) {
    return Math.max(cluster.wire(costs), processorSeconds / cluster.threads());
  }

  /** Two legs of a way, the second of which begins with the first chunk. */
  private double passedOn(double first, double second) {
    return Math.max(first, second) + Math.min(first, second) / CHUNKS + 2 * cluster.oneWay();
  }

  private static int first(int group, int groups, double[] gradients) {
    return (int) ((long) group * gradients.length / groups);
  }

  /** When the first executor of a group has the group's sum, computed by itself and the others. */
  private double group(double begun, double[] gradients, int first, int end) {
    double own = begun + gradients[first];
    int others = end - first - 1;
    if (others == 0) {
      return own;
    }
    double begunByOthers = sent(begun, others);
    double[] sums = new double[others];
    for (int i = 0; i < others; i++) {
      sums[i] = begunByOthers + gradients[first + 1 + i];
    }
    return Math.max(own, received(sums)) + others * costs.add();
  }

  /** When so many hosts have read what one host begins to send them at a time. */
  private double sent(double time, int hosts) {
    double[] ready = new double[hosts];
    Arrays.fill(ready, time);
    return transfer(ready, costs.send()) + cluster.oneWay() + costs.receive();
  }

  /** When one host has read the sums that others begin to send it at those times. */
  private double received(double[] times) {
    double[] ready =
        Arrays.stream(times).map(t -> t + costs.send() + cluster.oneWay()).sorted().toArray();
    return transfer(ready, costs.receive());
  }

  private double transfer(double[] ready, double processorSeconds) {
    return cluster.transfer(ready, cluster.wire(costs), processorSeconds);
  }
}
