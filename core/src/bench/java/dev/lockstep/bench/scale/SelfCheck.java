package dev.lockstep.bench.scale;

import java.util.Arrays;
import java.util.Locale;

/**
 * The step times of executors that all compute equally long, by a formula. With n hosts an exchange
 * around a time x takes
 *
 * <pre>
 * out(n) + one way + receive + x + send + one way + in(n) + n add
 * out(n) = max(n wire, ceil(n / threads) send)
 * in(n)  = max(n wire, ceil(n / threads) receive)
 * </pre>
 *
 * <p>and a step of a star of n an exchange around a gradient, that of a tree of n groups of n an
 * exchange of n around one of n - 1 around a gradient; then comes the update.
 */
record SelfCheck(Cluster cluster, Costs costs) {
  private static final double TOLERANCE = 1e-9;
  private static final int[] SIZES = {2, 7, 31};

  /** Fails unless the simulation gives the same. */
  void run() {
    double gradient = costs.gradient(Costs.MANY);
    for (int n : SIZES) {
      require(exchange(n, gradient), n, n);
      require(exchange(n, exchange(n - 1, gradient)), n * n, n);
    }
  }

  private void require(double exchange, int executors, int groups) {
    double[] gradients = new double[executors];
    Arrays.fill(gradients, costs.gradient(Costs.MANY));
    double simulated = new Step(cluster, costs).seconds(gradients, groups);
    double expected = exchange + costs.update();
    if (!(Math.abs(simulated - expected) <= TOLERANCE * expected)) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "a step of %d executors in %d groups takes %s s simulated, %s s by the formula",
              executors,
              groups,
              simulated,
              expected));
    }
  }

  private double exchange(int hosts, double inner) {
    return transfer(hosts, costs.send())
        + costs.receive()
        + inner
        + costs.send()
        + transfer(hosts, costs.receive())
        + cluster.roundTrip()
        + hosts * costs.add();
  }

  private double transfer(int messages, double processorSeconds) {
    int turns = (messages + cluster.threads() - 1) / cluster.threads();
    return Math.max(messages * cluster.wire(costs), turns * processorSeconds);
  }
}
