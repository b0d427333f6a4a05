package dev.lockstep.spark.exchange.driver;

import dev.lockstep.spark.config.ExchangeConfig.Topology;
import org.jspecify.annotations.Nullable;

/** What the sessions of a run have learnt of the cluster, one after the other. */
public final class Standing {
  private volatile Topology chosen = Topology.STAR;
  private volatile @Nullable String starBecause;

  /** Why no executor is to be a relay any more, or null. */
  @Nullable String starBecause() {
    return starBecause;
  }

  /** How sums and parameters travel in the latest session. */
  public Topology topology() {
    return starBecause == null ? chosen : Topology.STAR;
  }

  /** From now on so, unless executors do not reach each other. */
  void use(Topology topology) {
    chosen = topology;
  }

  /** Executors do not reach each other. */
  void star(String why) {
    starBecause = why;
  }
}
