package dev.lockstep.spark.run.recorded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.linalg.BlasKernel;
import dev.lockstep.metric.Task;
import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.config.TrainingConfig.Exchange;
import dev.lockstep.spark.config.file.ConfigFile;
import dev.lockstep.spark.output.RunFolder;
import dev.lockstep.spark.table.BadDataException;
import dev.lockstep.spark.words.Counted;
import dev.lockstep.train.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * What the report of a run directory says of how its parameters came about.
 *
 * @param run its path
 */
public record RecordedRun(String run, JsonNode report) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Reads it.
   *
   * @throws dev.lockstep.spark.config.ConfigException if there is no report
   * @throws BadDataException if it is none, or of a run that has trained no parameters
   */
  static RecordedRun read(String run, Configuration hadoop) {
    RecordedRun recorded = readAny(run, hadoop);
    if (recorded.text("parameters", "sha256").isEmpty()) {
      throw bad(
          run, "tells of no trained parameters; its status is '" + recorded.text("status") + "'");
    }
    return recorded;
  }

  /** The same of a run that perhaps has not come to its end. */
  public static RecordedRun readAny(String run, Configuration hadoop) {
    JsonNode report;
    try {
      report = JSON.readTree(RunDiagnosis.read(run, hadoop));
    } catch (IOException e) {
      throw bad(run, "is no JSON: " + e.getMessage());
    }
    if (!report.path("config").isObject()) {
      throw bad(run, "is no report of a training: it has no object 'config'");
    }
    return new RecordedRun(run, report);
  }

  private static BadDataException bad(String run, String what) {
    return new BadDataException(
        String.format(Locale.ROOT, "%s in %s %s", RunFolder.REPORT, run, what));
  }

  /** The value at that place as a text; empty if there is none. */
  public String text(String... names) {
    JsonNode found = report;
    for (String name : names) {
      found = found.path(name);
    }
    return found.asText("");
  }

  public boolean isFinished() {
    return text("status").equals("finished");
  }

  /** Of the rows of the test split; empty if there is none. */
  String testDigest() {
    return text("data", "digest", Split.TEST.toString());
  }

  /** What is predicted, as far as figures are concerned; empty where the table was never read. */
  Optional<Task> task() {
    JsonNode classes = report.path("data").path("classes");
    if (!classes.isInt()) {
      return Optional.empty();
    }
    return Optional.of(
        switch (classes.asInt()) {
          case 0 -> Task.REGRESSION;
          case 2 -> Task.BINARY;
          default -> Task.MULTICLASS;
        });
  }

  /** The columns that are predicted. */
  JsonNode labels() {
    return report.path("config").path("data").path("label");
  }

  /** For people. */
  String predicts() {
    List<String> columns = new ArrayList<>();
    labels().forEach(column -> columns.add(column.asText()));
    String label = String.join(", ", columns);
    return task()
        .map(
            task ->
                task == Task.REGRESSION
                    ? "numbers of " + label
                    : Counted.of(report.path("data").path("classes").asInt(), "class", "classes")
                        + " of "
                        + label)
        .orElse(label);
  }

  /**
   * The configuration that trains the same: that of the run, with the kernel and the number of
   * shards that it came to, whatever the age of the table.
   *
   * @throws dev.lockstep.spark.config.ConfigException if it is none of this version
   */
  LockstepConfig config() throws IOException {
    ObjectNode config = report.path("config").deepCopy();
    ((ObjectNode) config.path("data")).remove("max_age");
    ObjectNode training = config.withObject("/training");
    training.put("shards", report.path("shards").asInt());
    if (training.path("exchange").asText().equals(Exchange.SESSION.toString())) {
      // Where there are fewer cores than then, jobs give the same bits.
      training.put("exchange", Exchange.AUTO.toString());
    }
    String kernel = text("kernel");
    if (!kernel.equals(BlasKernel.AUTO.toString())) {
      config.withObject("/compute").put("kernel", kernel);
    }
    Path file = Files.createTempFile("lockstep-config-", ".yaml");
    try {
      // What looks like a variable in a resolved value is none.
      Files.writeString(file, ConfigFile.withoutVariables(JSON.writeValueAsString(config)));
      return ConfigFile.load(file, List.of());
    } finally {
      Files.delete(file);
    }
  }
}
