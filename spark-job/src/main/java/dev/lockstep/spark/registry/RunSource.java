package dev.lockstep.spark.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.metric.Measure;
import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.output.RunFolder;
import dev.lockstep.train.Split;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/** A run directory whose model is to be published, and what its report tells of it. */
final class RunSource {
  /** What a list has room for, where nobody asked for another. */
  private static final List<Measure> PREFERRED =
      List.of(Measure.ACCURACY, Measure.RMSE, Measure.LOSS);

  private static final List<Split> SPLITS = List.of(Split.TEST, Split.DEV, Split.TRAIN);

  private final Store store;
  private final Path directory;
  private final JsonNode report;
  private final List<Measure> measures;

  private RunSource(Store store, Path directory, JsonNode report, List<Measure> measures) {
    this.store = store;
    this.directory = directory;
    this.report = report;
    this.measures = measures;
  }

  /**
   * That of a path.
   *
   * @param measure the figure by which the model is published, if it is by one
   * @throws ConfigException if it is no run directory, or that of a run that failed
   */
  static RunSource of(String run, Optional<Measure> measure, Configuration hadoop)
      throws IOException {
    try {
      Path path = new Path(run);
      Store store = Store.of(path, hadoop);
      Path file = new Path(path, RunFolder.REPORT);
      byte[] report = store.find(file).orElseThrow(() -> noRun(run, "it has no report.json"));
      List<Measure> measures = Stream.concat(measure.stream(), PREFERRED.stream()).toList();
      RunSource source =
          new RunSource(
              store, store.qualified(path), RegistryJson.read(report, file.toString()), measures);
      source.check(run);
      return source;
    } catch (UnsupportedFileSystemException | IllegalArgumentException e) {
      throw noRun(run, String.valueOf(e.getMessage()));
    }
  }

  private static ConfigException noRun(String run, String why) {
    return ConfigException.of(
        "found '%s' as what to publish; allowed: a run directory of a training, or the number of a"
            + " version; %s",
        run, why);
  }

  private void check(String run) {
    String status = report.path("status").asText("not told");
    if (!status.equals("finished")) {
      throw ConfigException.of(
          "%s cannot be published: its training is not finished, but %s", run, status);
    }
  }

  Store store() {
    return store;
  }

  Path file(String name) {
    return new Path(directory, name);
  }

  String describe() {
    return store.describe(directory);
  }

  String parametersSha256() {
    return report.path("parameters").path("sha256").asText("");
  }

  /** Of the rows of the training split. */
  String dataDigest() {
    return report.path("data").path("digest").path("train").asText("");
  }

  /** Of which split and what: "test accuracy"; empty if there is none. */
  String figure() {
    return figures().findFirst().orElse("");
  }

  double value() {
    return figures().findFirst().map(name -> number(name).asDouble()).orElse(0.0);
  }

  private Stream<String> figures() {
    return SPLITS.stream()
        .flatMap(split -> measures.stream().map(measure -> split + " " + measure))
        .filter(name -> number(name).isNumber());
  }

  private JsonNode number(String figure) {
    JsonNode found = report.path("metrics");
    for (String name : figure.split(" ", -1)) {
      found = found.path(name);
    }
    return found;
  }
}
