package dev.lockstep.spark.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Run directories as far as a registry looks at them. */
final class RunFixture {
  private RunFixture() {}

  /** One whose model consists of that text. */
  static String write(Path directory, String model) throws IOException {
    return write(directory, model, "finished");
  }

  static String write(Path directory, String model, String status) throws IOException {
    Files.createDirectories(directory.resolve("model"));
    Files.writeString(directory.resolve("model/model.json"), "{\"of\": \"" + model + "\"}");
    Files.writeString(directory.resolve("model/model.safetensors"), model.repeat(1000));
    Files.writeString(
        directory.resolve("report.json"),
        """
        {"status": "%s", "parameters": {"sha256": "%s"}, "data": {"digest": {"train": "d1"}},
         "metrics": {"train": {"accuracy": 0.9}, "test": {"loss": 0.4, "accuracy": 0.75}}}
        """
            .formatted(status, model));
    return directory.toString();
  }
}
