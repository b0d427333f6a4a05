package dev.lockstep.spark.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.model.Model;
import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.config.file.ConfigFile;
import dev.lockstep.spark.run.job.TrainingRun;
import dev.lockstep.spark.run.prepare.ModelSource;
import dev.lockstep.spark.testing.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs of one configuration and what overrides it, over the tables train and dev in a directory.
 */
public abstract class RunOfTables {
  protected final SparkSession spark = TestSpark.session();
  @TempDir protected Path directory;

  private final String yaml;

  /** Of that configuration, in which %1$s is the directory. */
  protected RunOfTables(String yaml) {
    this.yaml = yaml;
  }

  protected final void write(Dataset<Row> train, Dataset<Row> dev) {
    train.write().parquet(directory.resolve("train").toString());
    dev.write().parquet(directory.resolve("dev").toString());
  }

  protected final LockstepConfig config(String... overrides) throws IOException {
    Files.writeString(file(), yaml.formatted(directory));
    return ConfigFile.load(file(), List.of(overrides));
  }

  private Path file() {
    return directory.resolve("config.yaml");
  }

  protected final TrainingRun run(String... overrides) throws IOException {
    return run(Host.NONE, overrides);
  }

  protected final TrainingRun run(Host host, String... overrides) throws IOException {
    return new TrainingRun(spark, config(overrides), file(), host);
  }

  protected final JsonNode report(String run) throws IOException {
    return new ObjectMapper().readTree(directory.resolve(run).resolve("report.json").toFile());
  }

  protected final Model model(String run) {
    return ModelSource.read(
        directory.resolve(run).toString(), spark.sparkContext().hadoopConfiguration());
  }

  protected final float[] saved(String run) {
    return model(run).parameters();
  }
}
