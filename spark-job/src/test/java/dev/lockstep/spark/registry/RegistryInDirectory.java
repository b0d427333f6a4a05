package dev.lockstep.spark.registry;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.io.TempDir;

/** A registry in a directory, and what tests do with it. */
abstract class RegistryInDirectory {
  static final Configuration HADOOP = new Configuration();
  static final Configuration DYING = DyingFiles.hadoop();

  @TempDir Path directory;

  final Registry registry(String scheme) {
    return Registry.open(scheme + ":" + directory.resolve("models"), "churn", DYING);
  }

  final Registry registry() {
    return Registry.open(directory.resolve("models").toString(), "churn", HADOOP);
  }

  final ModelVersion add(Registry registry, String model) throws IOException {
    String run = RunFixture.write(directory.resolve("run-" + model), model);
    return registry.add(run, Optional.empty());
  }

  final int promoted(Registry registry, String model) throws IOException {
    int number = add(registry, model).number();
    registry.promote(number, registry.last(), "because");
    return number;
  }

  static int current(Registry registry) throws IOException {
    return registry.current().orElseThrow().number();
  }
}
