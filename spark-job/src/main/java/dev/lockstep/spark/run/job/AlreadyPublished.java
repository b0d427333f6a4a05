package dev.lockstep.spark.run.job;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.spark.checkpoint.Differences;
import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.config.PublishConfig;
import dev.lockstep.spark.output.RunFolder;
import dev.lockstep.spark.registry.Decision;
import dev.lockstep.spark.registry.ModelVersion;
import dev.lockstep.spark.registry.Registry;
import dev.lockstep.spark.report.text.Summary;
import dev.lockstep.spark.run.recorded.RecordedRun;
import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;

/**
 * A run whose model was published by a process that died before it could say so: whoever starts it
 * again, to go on with it, has nothing left to do.
 */
final class AlreadyPublished {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final LockstepConfig config;
  private final PublishConfig publish;
  private final Configuration hadoop;

  private AlreadyPublished(LockstepConfig config, PublishConfig publish, Configuration hadoop) {
    this.config = config;
    this.publish = publish;
    this.hadoop = hadoop;
  }

  /** What is to be said before tables are read; empty if there is no such run. */
  static Optional<Summary> of(LockstepConfig config, Configuration hadoop) throws IOException {
    if (config.publish().isEmpty() || config.output().overwrite()) {
      return Optional.empty();
    }
    return new AlreadyPublished(config, config.publish().get(), hadoop).summary(run -> true);
  }

  /**
   * The same of one that is to be overwritten, if it was trained on the same rows.
   *
   * @param digests of the rows of each split, by its name
   */
  static Optional<Summary> of(
      LockstepConfig config, Configuration hadoop, Map<String, String> digests) throws IOException {
    if (config.publish().isEmpty()) {
      return Optional.empty();
    }
    return new AlreadyPublished(config, config.publish().get(), hadoop)
        .summary(run -> run.report().path("data").path("digest").equals(JSON.valueToTree(digests)));
  }

  private Optional<Summary> summary(Predicate<RecordedRun> isOfTheseRows) throws IOException {
    RunFolder folder = RunFolder.existing(config.output().path(), hadoop);
    if (folder.find(RunFolder.REPORT).isEmpty()) {
      return Optional.empty();
    }
    RecordedRun recorded = RecordedRun.readAny(config.output().path(), hadoop);
    if (!recorded.isFinished() || !isSame(recorded) || !isOfTheseRows.test(recorded)) {
      return Optional.empty();
    }
    return version(folder.describe(), recorded.text("parameters", "sha256"))
        .map(version -> summary(version, folder.describe()));
  }

  /** The model that a training began from was the current one then. */
  private boolean isSame(RecordedRun recorded) {
    Map<String, Object> before =
        JSON.convertValue(recorded.report().path("config"), new TypeReference<>() {});
    return Differences.ofConfig(withoutInitialModel(before), withoutInitialModel(config.resolved()))
        .isEmpty();
  }

  private static Map<String, Object> withoutInitialModel(Map<String, Object> config) {
    Map<String, Object> copy = new HashMap<>(config);
    if (config.get("training") instanceof Map<?, ?> training) {
      Map<Object, Object> others = new HashMap<>(training);
      others.remove("initial_model");
      copy.put("training", others);
    }
    return copy;
  }

  /** That of the run, if it was made the current one, whatever has been since. */
  private Optional<ModelVersion> version(String run, String sha256) throws IOException {
    Registry registry = Registry.open(publish.registry(), publish.name(), hadoop);
    Optional<Decision> last = registry.last();
    if (last.isEmpty()) {
      return Optional.empty();
    }
    Decision now = last.get();
    return registry.versions().stream()
        .filter(version -> version.run().equals(run))
        .filter(version -> version.parametersSha256().equals(sha256))
        .filter(
            version -> now.current() == version.number() || now.before().contains(version.number()))
        .findFirst();
  }

  private Summary summary(ModelVersion version, String run) {
    String told =
        String.format(
            Locale.ROOT,
            "published already, as version %d of %s, from %s",
            version.number(),
            publish.name(),
            run);
    return new Summary(told + "; there is nothing left to do\n", told);
  }
}
