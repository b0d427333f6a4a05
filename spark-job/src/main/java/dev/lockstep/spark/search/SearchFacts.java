package dev.lockstep.spark.search;

import dev.lockstep.metric.Measure;
import dev.lockstep.metric.Task;
import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.run.facts.Version;
import dev.lockstep.spark.run.job.SharedTables;
import dev.lockstep.spark.search.config.SearchConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/** What a search is of, and where it runs. */
final class SearchFacts {
  private SearchFacts() {}

  /**
   * By what trials are judged.
   *
   * @throws ConfigException if the task does not have it
   */
  static Measure objective(SearchConfig config, Task task) {
    Measure objective =
        config.objective().orElse(task == Task.REGRESSION ? Measure.RMSE : Measure.ACCURACY);
    if (!objective.isOf(task)) {
      throw ConfigException.of(
          "objective: found %s, which this task does not have; allowed: %s",
          objective,
          Measure.of(task).stream().map(Measure::toString).collect(Collectors.joining(", ")));
    }
    return objective;
  }

  /**
   * What reports tell of it, by name.
   *
   * @param plain what all trials share, with the number of shards
   */
  static Map<String, Object> environment(
      SparkSession spark, SearchConfig config, SharedTables tables, LockstepConfig plain) {
    Map<String, Object> environment = new LinkedHashMap<>();
    environment.put("lockstep_version", Version.number());
    environment.put("spark_version", spark.version());
    environment.put("java_version", System.getProperty("java.version"));
    environment.put("blas", tables.blas().description());
    environment.put("kernel", tables.blas().kernel().toString());
    environment.put("master", spark.sparkContext().master());
    environment.put("seed", config.seed());
    environment.put("shards", tables.shards());
    environment.put("data_digest", tables.digests());
    environment.put("train", config.base().file().toString());
    environment.put("config", plain.resolved());
    return environment;
  }
}
