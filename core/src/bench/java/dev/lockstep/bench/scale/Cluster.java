package dev.lockstep.bench.scale;

import dev.lockstep.bench.Arguments;

/**
 * The assumed machines and network. Each executor and the driver have a host of their own, with one
 * full-duplex link; switches are never the bottleneck.
 *
 * @param bitsPerSecond of a link, each way
 * @param roundTrip seconds that a small message takes there and back
 * @param threads of a host that send and receive
 * @param jitter standard deviation of an executor's time to compute a gradient, as a share of its
 *     mean
 */
record Cluster(double bitsPerSecond, double roundTrip, int threads, double jitter) {
  static Cluster of(Arguments arguments) {
    return new Cluster(
        1e9 * arguments.number("link_gbit"),
        1e-6 * arguments.number("round_trip_us"),
        arguments.integer("threads"),
        arguments.number("jitter"));
  }

  /** Seconds that a message occupies a link. */
  double wire(Costs costs) {
    return 8 * costs.bytes() / bitsPerSecond;
  }

  double oneWay() {
    return roundTrip / 2;
  }

  /**
   * When a host has sent or received messages of one size, all of them: when both its link and its
   * threads are done with the last.
   *
   * @param ready when each can begin, ascending
   * @param processorSeconds of a thread for each message
   */
  double transfer(double[] ready, double wireSeconds, double processorSeconds) {
    return Math.max(queue(ready, 1, wireSeconds), queue(ready, threads, processorSeconds));
  }

  /** When servers that each take so long for a message are done with the last of them. */
  private static double queue(double[] ready, int servers, double seconds) {
    double[] done = new double[ready.length];
    for (int i = 0; i < ready.length; i++) {
      double free = i < servers ? 0 : done[i - servers];
      done[i] = Math.max(ready[i], free) + seconds;
    }
    return done[done.length - 1];
  }
}
