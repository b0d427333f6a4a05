package dev.lockstep.spark.config.file;

import java.nio.file.Path;

/** The repository that the tests run in. */
final class Repository {
  private Repository() {}

  /** Its top directory: Maven runs tests with basedir set to the module's. */
  static Path root() {
    return Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolve("..").normalize();
  }
}
