package dev.lockstep.spark.cli.option;

import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.config.file.ConfigFile;
import dev.lockstep.spark.run.CurrentModel;
import dev.lockstep.spark.run.job.TrainingRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A configuration file and what overrides it. */
public final class ConfigOptions {
  @Parameters(
      paramLabel = "CONFIG",
      description = "A YAML configuration; conf/ has examples, and its README lists every key.")
  public Path file = Path.of("");

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Override a key, as in --set training.epochs=3. May be given more than once.")
  List<String> overrides = new ArrayList<>();

  @Option(
      names = "--var",
      paramLabel = "NAME=VALUE",
      description =
          "What $${NAME} stands for in the values of CONFIG and of --set, as in --var"
              + " date=2026-01-01. May be given more than once.")
  List<String> variables = new ArrayList<>();

  @Option(
      names = "--var-default",
      paramLabel = "NAME=VALUE",
      description =
          "The same for a NAME that no --var gives; unlike that one, it need not be used. May be"
              + " given more than once.")
  List<String> defaults = new ArrayList<>();

  @Option(
      names = "--from-current",
      description = {
        "Start from the current model of publish.name in publish.registry, as if",
        "training.initial_model named it; afresh if there is none yet. A run that is",
        "resumed keeps the model that it began from."
      })
  private boolean fromCurrent;

  /** As the file and the overrides say. */
  public LockstepConfig load() {
    return ConfigFile.load(file, overrides, variables, defaults);
  }

  /** The same configuration, with the current model if it is to start from that. */
  public LockstepConfig startingFrom(LockstepConfig config, SparkSession spark) {
    return fromCurrent
        ? CurrentModel.of(config, this::startingFrom, spark.sparkContext().hadoopConfiguration())
            .begun()
        : config;
  }

  /** A run that starts from the current model, if it is to. */
  public TrainingRun startingFrom(TrainingRun run) {
    return fromCurrent ? run.fromCurrent(this::startingFrom) : run;
  }

  private LockstepConfig startingFrom(String model) {
    List<String> more = new ArrayList<>(overrides);
    String quoted = "'" + model.replace("'", "''") + "'";
    more.add("training.initial_model=" + ConfigFile.withoutVariables(quoted));
    return ConfigFile.load(file, more, variables, defaults);
  }
}
