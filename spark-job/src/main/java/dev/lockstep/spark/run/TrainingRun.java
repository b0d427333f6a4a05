package dev.lockstep.spark.run;

import dev.lockstep.diagnosis.LearningCurve.Point;
import dev.lockstep.metric.Task;
import dev.lockstep.spark.config.DataConfig.Fractions;
import dev.lockstep.spark.config.DataConfig.Splits;
import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.config.OutputConfig;
import dev.lockstep.spark.output.Inputs;
import dev.lockstep.spark.output.Output;
import dev.lockstep.spark.output.RunDirectory;
import dev.lockstep.spark.output.RunFolder;
import dev.lockstep.spark.output.RunNotWrittenException;
import dev.lockstep.spark.report.Display;
import dev.lockstep.spark.report.MetricsLog;
import dev.lockstep.spark.report.PublicationReport;
import dev.lockstep.spark.report.RunReport;
import dev.lockstep.spark.report.Summary;
import dev.lockstep.spark.run.Prepared.Planned;
import dev.lockstep.spark.table.source.Tables.Table;
import dev.lockstep.spark.table.statistics.CheckedTables;
import dev.lockstep.train.DivergedException;
import dev.lockstep.train.GradientSource;
import dev.lockstep.train.Split;
import dev.lockstep.train.TrainingListeners;
import dev.lockstep.train.TrainingPlan;
import dev.lockstep.train.TrainingResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.BiFunction;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One training from the tables of a configuration to its run directory. */
public final class TrainingRun {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingRun.class);

  private final SparkSession spark;
  private final LockstepConfig config;
  private final Path file;
  private final Host host;

  /** Whether the last model was to be published, and was not. */
  private boolean withheld;

  /** Of a configuration, and the file that it was read from. */
  public TrainingRun(SparkSession spark, LockstepConfig config, Path file, Host host) {
    this.spark = spark;
    this.config = config;
    this.file = file;
    this.host = host;
  }

  /** Loads, trains, evaluates, writes and publishes; gives the summary for people. */
  public String run() throws IOException {
    return run(List.of(), (training, prepared) -> List.of());
  }

  /**
   * The same after trainings on shares of the training split, whose errors the report tells.
   *
   * @throws dev.lockstep.spark.config.ConfigException if there is no dev split
   */
  public String runWithLearningCurve() throws IOException {
    return run(
        List.of("--learning-curve"),
        (training, prepared) -> new SmallerTrainings(training, config, host).points(prepared));
  }

  @SuppressWarnings("try") // That it ends is all that the stay of the log is for.
  private String run(List<String> needDev, BiFunction<Training, Prepared, List<Point>> before)
      throws IOException {
    Training training = new Training(spark, config, needDev);
    Optional<Publication> publication = Publication.of(spark, config, host);
    try (RunDirectory run = output();
        Host.Scope log = host.logIn(run)) {
      List<Table> tables = training.tables();
      RunReport report = train(training, tables, publication, before, run);
      String summary = Summary.of(report, run.path());
      return summary + publication.map(it -> published(it.publish(report, run, tables))).orElse("");
    }
  }

  private String published(PublicationReport publication) {
    withheld = !publication.promoted();
    return publication.text();
  }

  /** Whether the model that was trained last was to be published, and was not. */
  public boolean isWithheld() {
    return withheld;
  }

  private RunReport train(
      Training training,
      List<Table> tables,
      Optional<Publication> publication,
      BiFunction<Training, Prepared, List<Point>> before,
      RunDirectory run)
      throws IOException {
    Prepared prepared = training.prepare(tables);
    try {
      Task task = prepared.planned().learning().task();
      publication.ifPresent(it -> it.check(task, prepared.data().examples(Split.TEST), tables));
      return train(training, prepared, before.apply(training, prepared), run);
    } finally {
      prepared.data().unpersist();
    }
  }

  private RunReport train(
      Training training, Prepared prepared, List<Point> smaller, RunDirectory run)
      throws IOException {
    try (GradientSource gradients = training.open(prepared)) {
      RunFacts facts = training.facts(prepared, gradients).after(smaller);
      return train(training, facts, run);
    }
  }

  /** Checks all that can be checked without training; tells what would be trained. */
  public String validate() throws IOException {
    Training training = new Training(spark, config);
    Optional<Publication> publication = Publication.of(spark, config, host);
    output().close();
    List<Table> opened = training.tables();
    CheckedTables tables = training.check(opened);
    tables.found().warnings().forEach(LOG::warn);
    training.doubts().forEach(LOG::warn);
    Planned planned = training.plan(tables);
    publication.ifPresent(
        it -> it.check(planned.learning().task(), tables.rows(Split.TEST), opened));
    String memory = training.checkMemory(tables, planned);
    StringJoiner examples = new StringJoiner(", ");
    tables
        .rows()
        .forEach(
            (split, rows) -> {
              if (rows > 0) {
                examples.add(String.format(Locale.ROOT, "%,d %s", rows, split));
              }
            });
    return String.format(
        Locale.ROOT,
        "valid: %s examples, %,d features, %,d parameters; %s",
        examples,
        tables.features().width(),
        planned.task().network().parameters().trained(),
        memory);
  }

  /** Claims the run directory; throws OutputException if it must not or cannot be written. */
  private RunDirectory output() {
    Inputs inputs = new Inputs().addFile("the configuration", file);
    config
        .training()
        .initialModel()
        .ifPresent(path -> inputs.add("training.initial_model", List.of(path)));
    if (config.data().source() instanceof Splits splits) {
      inputs.add("data.train", splits.train());
      inputs.add("data.dev", splits.dev());
      inputs.add("data.test", splits.test());
    } else if (config.data().source() instanceof Fractions fractions) {
      inputs.add("data.path", fractions.paths());
    }
    OutputConfig output = config.output();
    return RunDirectory.create(
        Output.runDirectory(output.path(), output.overwrite()),
        inputs,
        spark.sparkContext().hadoopConfiguration(),
        spark.sparkContext().applicationId());
  }

  private RunReport train(Training training, RunFacts facts, RunDirectory run) throws IOException {
    run.checkHeld();
    try (MetricsLog log = log(run, facts.prepared().plan())) {
      RunWriter writer = new RunWriter(facts, run, log, host);
      try {
        return writer.finish(take(training, facts, log));
      } catch (DivergedException e) {
        throw writer.diverged(e);
      }
    }
  }

  private TrainingResult take(Training training, RunFacts facts, MetricsLog log) {
    try (Display display = host.display(facts.prepared().plan())) {
      TrainingListeners listeners = new TrainingListeners(log, display);
      return training.train(facts, listeners);
    }
  }

  private static MetricsLog log(RunDirectory run, TrainingPlan plan) {
    try {
      return new MetricsLog(run.folder().create(RunFolder.METRICS), plan.steps());
    } catch (IOException e) {
      throw new RunNotWrittenException(e);
    }
  }
}
