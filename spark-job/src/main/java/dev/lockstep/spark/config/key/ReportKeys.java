package dev.lockstep.spark.config.key;

import static dev.lockstep.spark.config.yaml.ValueType.BOOLEAN;
import static dev.lockstep.spark.config.yaml.ValueType.TEXT;

import dev.lockstep.spark.config.ReportConfig;
import dev.lockstep.spark.config.yaml.BadYaml;
import dev.lockstep.spark.config.yaml.ValueType;
import dev.lockstep.spark.config.yaml.YamlValue;

/** The keys of section report. */
final class ReportKeys {
  private static final String SWITCH = "report.mlflow_experiment";

  static final Section SECTION =
      new Section(
          "report",
          "Who is [told of a run](#telling-others), beside its directory, while it goes on.");

  static final Key<Boolean> TENSORBOARD =
      SECTION.add(
          Key.of(
                  "report.tensorboard",
                  BOOLEAN,
                  "Whether the run directory has event files for TensorBoard, in its folder"
                      + " `tensorboard`.")
              .or(false));
  static final Key<String> MLFLOW_EXPERIMENT =
      SECTION.add(
          Key.of(
                  SWITCH,
                  TEXT,
                  "The experiment of an MLflow server that gets the run, created if there is none;"
                      + " without it no server is told.")
              .optional());
  static final Key<String> MLFLOW_URI =
      SECTION.add(
          Key.of(
                  "report.mlflow_uri",
                  uri(),
                  "The address of that server; otherwise that in the environment, as"
                      + " `MLFLOW_TRACKING_URI`.")
              .optional()
              .onlyWith(SWITCH));

  private ReportKeys() {}

  private static ValueType<String> uri() {
    String allowed = "an address that begins with http:// or https://, without a password";
    return new ValueType<>(
        allowed,
        value ->
            value.text().filter(ReportConfig::isUri).orElseThrow(() -> refused(value, allowed)),
        uri -> uri);
  }

  private static BadYaml refused(YamlValue value, String allowed) {
    return value.text().filter(text -> text.contains("@")).isPresent()
        ? new BadYaml(
            value.position(),
            "found " + ReportConfig.masked(value.found()) + "; allowed: " + allowed)
        : BadYaml.expected(value, allowed);
  }

  static ReportConfig config(Values values) {
    return new ReportConfig(
        values.get(TENSORBOARD), values.find(MLFLOW_EXPERIMENT), values.find(MLFLOW_URI));
  }
}
