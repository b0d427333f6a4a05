package dev.lockstep.spark.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.model.ParameterDigest;
import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.output.RunFolder;
import dev.lockstep.spark.run.job.PlannedTraining;
import dev.lockstep.spark.run.job.SharedTables;
import dev.lockstep.spark.search.config.BaseConfig;
import dev.lockstep.spark.search.config.SearchConfig;
import dev.lockstep.spark.table.BadDataException;
import dev.lockstep.train.DivergedException;
import dev.lockstep.train.GradientSource;
import dev.lockstep.train.TrainingListener;
import dev.lockstep.train.TrainingState;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** Trains one trial of a search again, alone, as far as it came. */
public final class TrialAgain {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NOTHING = "";

  private final SparkSession spark;
  private final SearchConfig config;

  public TrialAgain(SparkSession spark, SearchConfig config) {
    this.spark = spark;
    this.config = config;
  }

  /**
   * What came of it.
   *
   * @param sha256 of the parameters; empty if the training diverged
   * @param same whether that is what the table of trials has
   */
  public record Verdict(int trial, String sha256, boolean same) {
    /** In words. */
    public String line() {
      return "trial "
          + trial
          + (same ? " is as in the table" : " has other parameters than the table")
          + (sha256.isEmpty() ? ": it diverges" : ": sha256 " + sha256);
    }
  }

  /**
   * Trains it.
   *
   * @throws ConfigException if there is no such search, or no such trial
   */
  public Verdict train(int number) throws IOException {
    JsonNode row = row(number);
    BaseConfig base =
        config.base().with(Map.of("training.shards", search().path("shards").asInt()));
    @SuppressWarnings("unchecked") // Keys of JSON are texts.
    Map<String, Object> parameters = JSON.convertValue(row.path("parameters"), Map.class);
    LockstepConfig trial = new Drawing(config, base).configuration(number, parameters);
    try (SharedTables tables = SharedTables.load(spark, trial, "a search", OptionalInt.empty())) {
      PlannedTraining training = tables.plan(trial);
      String before = row.path("sha256").asText(NOTHING);
      // What made a loss no number shows in the step after it.
      long steps = before.isEmpty() ? training.plan().steps() : row.path("steps").asLong();
      String sha256 = train(training, steps);
      return new Verdict(number, sha256, sha256.equals(before));
    }
  }

  private static String train(PlannedTraining training, long steps) {
    TrainingState state = training.initialState();
    try (GradientSource gradients = training.open(0)) {
      training.train(gradients, state, steps, TrainingListener.NONE);
      return ParameterDigest.sha256(state.kept());
    } catch (DivergedException e) {
      return NOTHING;
    }
  }

  /** The last of the trial. */
  private JsonNode row(int number) throws IOException {
    JsonNode found = null;
    int trials = 0;
    for (String line : read(RunFolder.TRIAL_ROWS).lines().toList()) {
      JsonNode row = JSON.readTree(line);
      trials = Math.max(trials, 1 + row.path("trial").asInt());
      found = row.path("trial").asInt(-1) == number ? row : found;
    }
    if (found == null) {
      throw ConfigException.of(
          "--trial: found %d; %s has trials from 0 to %d",
          number, config.output().path(), trials - 1);
    }
    if (found.path("steps").asLong() == 0) {
      throw ConfigException.of(
          "--trial: trial %d took no step: %s", number, found.path("cause").asText());
    }
    return found;
  }

  private JsonNode search() throws IOException {
    JsonNode search = JSON.readTree(read(RunFolder.SEARCH));
    if (!search.path("shards").isInt()) {
      throw new BadDataException(
          RunFolder.SEARCH + " in " + config.output().path() + " tells of no shards");
    }
    return search;
  }

  private String read(String name) throws IOException {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    Path file = new Path(config.output().path(), name);
    FileSystem files = file.getFileSystem(hadoop);
    try (InputStream in = files.open(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (FileNotFoundException e) {
      throw ConfigException.of(
          "--trial: there is no %s in %s; search first", name, config.output().path());
    }
  }
}
