package dev.lockstep.spark.config;

import java.time.Duration;
import java.util.Locale;

/**
 * How the long-lived tasks of a session exchange gradients with the driver; see the keys of section
 * exchange.
 */
public record ExchangeConfig(
    int port,
    Protection protection,
    GradientCompression compression,
    Duration startTimeout,
    Duration stepTimeout,
    long sessionSteps,
    Routes routes) {
  /**
   * How sums and parameters travel.
   *
   * @param executorPorts at which executors listen for each other, where that is of use
   */
  public record Routes(Topology topology, PortRange executorPorts) {
    /** Between the driver and each executor. */
    public static final Routes STAR = new Routes(Topology.STAR, PortRange.ANY);
  }

  /** How sums and parameters travel between driver and executors. */
  public enum Topology {
    /** By the arithmetic of what each costs. */
    AUTO,
    /** Each executor exchanges with the driver alone. */
    STAR,
    /** In groups, whose heads exchange with the driver. */
    TREE,
    /** Each executor owns a slice of the parameters, for all others. */
    SLICED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What protects the frames between executors and driver. */
  public enum Protection {
    /** A checksum: from broken hardware. */
    CHECKSUM,
    /**
     * A seal made with the session's secret: from whoever could change, repeat or leave out any.
     */
    SEAL,
    /** A seal, and encryption: from readers too. */
    ENCRYPT;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How the numbers of gradient sums travel from executors. */
  public enum GradientCompression {
    /** As they are: float32. */
    NONE,
    /** As float16, in half of the bytes. */
    FLOAT16;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
