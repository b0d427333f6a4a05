package dev.lockstep.spark.report.text;

import dev.lockstep.spark.registry.Decision;
import dev.lockstep.spark.registry.ModelVersion;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The versions of a model, a line for each, for people. */
public final class VersionsTable {
  private VersionsTable() {}

  /** The newest first. */
  public static String of(List<ModelVersion> versions, Optional<Decision> last) {
    StringBuilder table = new StringBuilder();
    table.append(row("version", "created", "figure", "data", "parameters", "", "run"));
    for (int i = versions.size() - 1; i >= 0; i--) {
      ModelVersion version = versions.get(i);
      table.append(
          row(
              String.valueOf(version.number()),
              version.created(),
              figure(version),
              version.dataDigest(),
              shortened(version.parametersSha256()),
              mark(version.number(), last),
              version.run()));
    }
    return table.toString();
  }

  private static String row(Object... cells) {
    return String.format(Locale.ROOT, "%7s  %-20s  %-24s  %-16s  %-12s  %-8s  %s%n", cells);
  }

  private static String figure(ModelVersion version) {
    return version.figure().isEmpty()
        ? ""
        : String.format(Locale.ROOT, "%s %.5g", version.figure(), version.value());
  }

  private static String shortened(String sha256) {
    return sha256.substring(0, Math.min(12, sha256.length()));
  }

  private static String mark(int number, Optional<Decision> last) {
    if (last.filter(now -> now.current() == number).isPresent()) {
      return "current";
    }
    return last.flatMap(Decision::previous).filter(previous -> previous == number).isPresent()
        ? "previous"
        : "";
  }
}
