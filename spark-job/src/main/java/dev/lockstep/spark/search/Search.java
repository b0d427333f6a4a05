package dev.lockstep.spark.search;

import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.output.Inputs;
import dev.lockstep.spark.output.Output;
import dev.lockstep.spark.output.RunDirectory;
import dev.lockstep.spark.run.Host;
import dev.lockstep.spark.run.directory.Resume;
import dev.lockstep.spark.run.job.SharedTables;
import dev.lockstep.spark.search.config.SearchConfig;
import dev.lockstep.train.Split;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A search for hyperparameters in anybody's Spark session: tables are loaded once, and the best of
 * many trainings on them is told. The table of trials is a function of configuration, seed and
 * rows: whatever the executors are, whoever of them is lost, and however often the driver is.
 */
public final class Search {
  /** What needs a dev split. */
  private static final String NEEDS_DEV = "a search";

  private final SparkSession spark;
  private final SearchConfig config;
  private final Host host;
  private final boolean resume;

  /** One that begins. */
  public Search(SparkSession spark, SearchConfig config, Host host) {
    this(spark, config, host, false);
  }

  private Search(SparkSession spark, SearchConfig config, Host host, boolean resume) {
    this.spark = spark;
    this.config = config;
    this.host = host;
    this.resume = resume;
  }

  /** The same, which goes on from what an earlier one has left, if it has. */
  public Search resumed() {
    return new Search(spark, config, host, true);
  }

  /** Where tables come from. */
  private interface Tables {
    SharedTables load(LockstepConfig base, OptionalInt shards);
  }

  /**
   * Searches on the tables that the configuration names, and writes the search directory.
   *
   * @throws dev.lockstep.spark.config.ConfigException if the search does not fit the tables
   * @throws SearchFailedException if no trial comes to its end
   */
  public SearchResult run(SearchListener listener) throws IOException {
    return run((base, shards) -> SharedTables.load(spark, base, NEEDS_DEV, shards), listener);
  }

  /**
   * Searches on datasets, whatever tables the configuration names.
   *
   * @param data at least {@link Split#TRAIN} and {@link Split#DEV}
   */
  public SearchResult run(Map<Split, Dataset<Row>> data, SearchListener listener)
      throws IOException {
    if (!data.containsKey(Split.TRAIN) || !data.containsKey(Split.DEV)) {
      throw new IllegalArgumentException("a search needs a dataset to train on, and one of dev");
    }
    return run((base, shards) -> SharedTables.of(spark, base, data, shards), listener);
  }

  @SuppressWarnings("try") // That it ends is all that the stay of the log is for.
  private SearchResult run(Tables source, SearchListener listener) throws IOException {
    LockstepConfig base = config.base().load();
    new Drawing(config, config.base()).check();
    try (RunDirectory directory = claim(base);
        Host.Scope log = host.logIn(directory)) {
      Resumable before = Resumable.of(directory, resume);
      try (SharedTables tables = source.load(base, before.shards())) {
        SearchRun run = new SearchRun(spark, config, tables, directory, before);
        return run.finish(host, listener, resume ? Resume.SAME : Resume.NO);
      } catch (Exception | Error e) { // Spark declares none of its own.
        throw new Unfinished(directory, host, e).exception();
      }
    }
  }

  private RunDirectory claim(LockstepConfig base) {
    Inputs inputs = new Inputs().addFile("train", config.base().file());
    SharedTables.addTo(inputs, base);
    Output plain = Output.runDirectory(config.output().path(), config.output().overwrite());
    return RunDirectory.ofSearch(
        resume ? plain.resumed() : plain, inputs, hadoop(), spark.sparkContext().applicationId());
  }

  private Configuration hadoop() {
    return spark.sparkContext().hadoopConfiguration();
  }

  /** What an earlier process has left of a search. */
  record Resumable(Optional<SearchOrigin> origin) {
    static Resumable of(RunDirectory directory, boolean resume) throws IOException {
      return new Resumable(resume ? SearchRun.origin(directory) : Optional.empty());
    }

    OptionalInt shards() {
      return origin
          .map(found -> found.environment().get("shards"))
          .map(found -> OptionalInt.of(((Number) found).intValue()))
          .orElse(OptionalInt.empty());
    }
  }
}
