package dev.lockstep.spark.config;

import java.util.Locale;

/** What protects the frames between executors and driver. */
public enum Protection {
  /** A checksum: from broken hardware. */
  CHECKSUM,
  /** A seal made with the session's secret: from whoever could change, repeat or leave out any. */
  SEAL,
  /** A seal, and encryption: from readers too. */
  ENCRYPT;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
