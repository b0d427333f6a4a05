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
    long sessionSteps) {
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
