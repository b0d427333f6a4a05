package dev.lockstep.spark.run.facts;

import java.util.Optional;

/** The version of the jar. */
public final class Version {
  private Version() {}

  /** Its number, or "unpackaged" where classes are not in a jar. */
  public static String number() {
    return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
        .orElse("unpackaged");
  }
}
