package dev.lockstep.spark.run;

import dev.lockstep.metric.Measure;
import dev.lockstep.metric.Task;
import dev.lockstep.model.Model;
import dev.lockstep.spark.champion.Comparing;
import dev.lockstep.spark.champion.Comparison;
import dev.lockstep.spark.champion.Verdict;
import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.config.PublishConfig;
import dev.lockstep.spark.output.Reason;
import dev.lockstep.spark.output.RunDirectory;
import dev.lockstep.spark.output.RunFolder;
import dev.lockstep.spark.registry.Decision;
import dev.lockstep.spark.registry.ModelVersion;
import dev.lockstep.spark.registry.PromotionLostException;
import dev.lockstep.spark.registry.Registry;
import dev.lockstep.spark.report.PublicationReport;
import dev.lockstep.spark.report.PublicationReport.Decided;
import dev.lockstep.spark.report.RunReport;
import dev.lockstep.spark.run.prepare.ModelSource;
import dev.lockstep.spark.run.prepare.Prepared.Planned;
import dev.lockstep.spark.table.source.Tables.Table;
import dev.lockstep.train.Split;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the model of a run that has been written, if it is better than the current one. Nothing
 * that goes wrong here takes anything from the run.
 */
public final class Publication {
  private static final Logger LOG = LoggerFactory.getLogger(Publication.class);

  private final SparkSession spark;
  private final LockstepConfig config;
  private final PublishConfig rules;
  private final Host host;
  private final Registry registry;

  private Publication(SparkSession spark, LockstepConfig config, PublishConfig rules, Host host) {
    this.spark = spark;
    this.config = config;
    this.rules = rules;
    this.host = host;
    this.registry = Registry.open(rules.registry(), rules.name(), hadoop());
  }

  /**
   * As a configuration asks, if it does.
   *
   * @throws ConfigException if the registry's path is none, or nothing can be written there
   * @throws IOException if the registry cannot be read
   */
  public static Optional<Publication> of(SparkSession spark, LockstepConfig config, Host host)
      throws IOException {
    if (config.publish().isEmpty()) {
      return Optional.empty();
    }
    Publication publication = new Publication(spark, config, config.publish().get(), host);
    publication.registry.last();
    publication.checkWritable();
    return Optional.of(publication);
  }

  private void checkWritable() {
    try {
      registry.checkWritable();
    } catch (IOException e) {
      throw ConfigException.of(
          "publish.registry: a model could not be published in %s: %s",
          registry.describe(), Reason.of(e));
    }
  }

  private Configuration hadoop() {
    return spark.sparkContext().hadoopConfiguration();
  }

  /**
   * Before the training.
   *
   * @param examples in the test split
   * @throws ConfigException if the trained model could not be compared, or has no such slices
   */
  public void check(Planned planned, long examples, List<Table> tables) {
    Task task = planned.learning().task();
    if (!rules.metric().isOf(task)) {
      throw ConfigException.of(
          "publish.metric: found %s, which this task does not have; allowed: %s",
          rules.metric(),
          Arrays.stream(Measure.values())
              .filter(each -> each.isOf(task) && PublishConfig.isComparable(each))
              .map(Measure::toString)
              .collect(Collectors.joining(", ")));
    }
    if (examples == 0) {
      throw ConfigException.of(
          "publish.registry: models are compared on the test split, and there is no example in it;"
              + " name another data.test, or raise data.test_fraction");
    }
    List<String> columns = List.of(test(tables).rows().columns());
    for (String slice : rules.maximumRegression().keySet()) {
      if (!columns.contains(slice)) {
        throw ConfigException.of(
            "publish.maximum_regression_per_slice: the test split has no column '%s'; it has %s",
            slice, String.join(", ", columns));
      }
    }
  }

  /** Where it publishes to, and what is there now. */
  public String describe() throws IOException {
    return registry.describe()
        + registry
            .current()
            .map(version -> ": version " + version.number() + " is current")
            .orElse(": there is no model yet; the first one is promoted at once");
  }

  /**
   * The table whose rows, or some of them, are those of the test split: one of its own, if there is
   * one, for of another some may be of the dev split.
   */
  public static Table test(List<Table> tables) {
    return tables.stream()
        .filter(table -> table.split().equals(Optional.of(Split.TEST)))
        .findFirst()
        .or(() -> tables.stream().filter(table -> table.split().isEmpty()).findFirst())
        .orElseThrow(() -> new IllegalStateException("there is no table of the test split"));
  }

  /**
   * Compares, promotes, and adds to the run's report what came of it.
   *
   * @param run whose directory has its name
   */
  public PublicationReport publish(RunReport report, RunDirectory run, List<Table> tables) {
    PublicationReport found = publish(report, run.folder(), tables);
    try {
      put(found, report, run.folder());
    } catch (IOException e) {
      LOG.warn("report.json does not tell of the publication: {}", e.getMessage());
    }
    return found;
  }

  private PublicationReport publish(RunReport report, RunFolder folder, List<Table> tables) {
    Progress progress = new Progress();
    try {
      Optional<Decision> seen = registry.last();
      if (seen.isPresent()) {
        ModelVersion champion = registry.current(seen.get());
        progress.champion = Optional.of(champion.number());
        Verdict verdict = Verdict.of(compare(champion, tables), rules);
        progress.verdict = Optional.of(verdict);
        progress.why = verdict.why();
        if (!verdict.better()) {
          return progress.ended(Decided.NOT_BETTER, progress.why);
        }
      }
      put(progress.ended(Decided.PROMOTED, progress.why), report, folder);
      int version = registry.add(config.output().path(), Optional.of(rules.metric())).number();
      progress.version = Optional.of(version);
      registry.promote(version, seen, progress.why);
      return progress.ended(Decided.PROMOTED, progress.why);
    } catch (PromotionLostException e) {
      return progress.ended(Decided.LOST, String.valueOf(e.getMessage()));
    } catch (IOException | RuntimeException e) {
      LOG.debug("the model is not published", e);
      return progress.ended(Decided.FAILED, progress.failed() + String.join("; ", host.cause(e)));
    }
  }

  private Comparison compare(ModelVersion champion, List<Table> tables) {
    Model current = ModelSource.read(registry.directory(champion), hadoop());
    Model trained = ModelSource.read(config.output().path(), hadoop());
    Comparing comparing =
        new Comparing(
            rules.metric(),
            List.copyOf(rules.maximumRegression().keySet()),
            config.data().preparation().malformed(),
            config.training().seed());
    return comparing.of("publish: compare with the current model", current, trained, test(tables));
  }

  private static void put(PublicationReport found, RunReport report, RunFolder folder)
      throws IOException {
    report.fact("publication", found.values());
    folder.put(RunFolder.REPORT, report.json());
  }

  /** What is known so far. */
  private final class Progress {
    private String why = "it is the first one, with which none can be compared";
    private Optional<Integer> champion = Optional.empty();
    private Optional<Integer> version = Optional.empty();
    private Optional<Verdict> verdict = Optional.empty();

    /** What has not been possible. */
    String failed() {
      return champion
          .filter(number -> verdict.isEmpty())
          .map(number -> "version " + number + ", the current model, cannot be compared: ")
          .orElse("");
    }

    PublicationReport ended(Decided decision, String told) {
      return new PublicationReport(registry.describe(), decision, told, champion, version, verdict);
    }
  }
}
