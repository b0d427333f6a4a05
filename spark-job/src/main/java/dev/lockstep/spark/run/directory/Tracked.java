package dev.lockstep.spark.run.directory;

import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.config.ReportConfig;
import dev.lockstep.spark.output.RunDirectory;
import dev.lockstep.spark.output.RunFolder;
import dev.lockstep.spark.tracking.Tracking;
import dev.lockstep.spark.tracking.Tracking.Mlflow;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who is told of a run while it goes on, as its configuration has it.
 *
 * @param environment variables, of which MLflow has some
 */
public record Tracked(LockstepConfig config, Map<String, String> environment) {
  /** Of a source of tables: a password may be among them. */
  private static final String OPTIONS = "data.options";

  private static final String URI = "MLFLOW_TRACKING_URI";

  /** As this process is told. */
  public static Tracked of(LockstepConfig config) {
    return new Tracked(config, System.getenv());
  }

  /**
   * The server that is to be told, if one is; throws ConfigException if nothing says where it is.
   */
  public Optional<Mlflow> mlflow() {
    ReportConfig report = config.report();
    return report
        .mlflowExperiment()
        .map(experiment -> new Mlflow(report.mlflowUri().orElseGet(this::uri), experiment));
  }

  private String uri() {
    String found = environment.getOrDefault(URI, "");
    if (!ReportConfig.isUri(found)) {
      throw ConfigException.of(
          "report.mlflow_experiment: found '%s' as %s in the environment, and no"
              + " report.mlflow_uri; allowed: an address that begins with http:// or https://, without a password",
          ReportConfig.masked(found), URI);
    }
    return found;
  }

  /** Begins to tell of a run of that many steps, some of which were taken before. */
  Tracking begin(RunDirectory run, long steps, long before) {
    Tracking tracking = new Tracking(steps);
    if (config.report().tensorboard()) {
      long now = System.currentTimeMillis();
      String name = RunFolder.TENSORBOARD + "/" + Tracking.eventFile(now, before);
      tracking.toEventFile(() -> run.folder().create(name), now, before);
    }
    mlflow().ifPresent(server -> tracking.toMlflow(server, environment, name(), parameters()));
    return tracking;
  }

  /** The last of the names of its path. */
  private String name() {
    return config.output().path().replaceFirst("/+$", "").replaceFirst(".*/", "");
  }

  /** Each key of the configuration with its value, but for what may be secret. */
  private Map<String, String> parameters() {
    Map<String, String> parameters = new LinkedHashMap<>();
    config
        .resolved()
        .forEach(
            (section, keys) ->
                ((Map<?, ?>) keys)
                    .forEach(
                        (key, value) ->
                            parameters.put(section + "." + key, String.valueOf(value))));
    parameters.remove(OPTIONS);
    return parameters;
  }
}
