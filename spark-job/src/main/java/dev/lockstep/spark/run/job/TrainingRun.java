package dev.lockstep.spark.run.job;

import dev.lockstep.diagnosis.LearningCurve.Point;
import dev.lockstep.spark.checkpoint.Checkpoints;
import dev.lockstep.spark.checkpoint.Checkpoints.Stored;
import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.output.Inputs;
import dev.lockstep.spark.output.Output;
import dev.lockstep.spark.output.RunDirectory;
import dev.lockstep.spark.report.PublicationReport;
import dev.lockstep.spark.report.RunReport;
import dev.lockstep.spark.report.text.Checklist;
import dev.lockstep.spark.report.text.Summary;
import dev.lockstep.spark.run.CurrentModel;
import dev.lockstep.spark.run.Host;
import dev.lockstep.spark.run.Publication;
import dev.lockstep.spark.run.Training;
import dev.lockstep.spark.run.directory.LivePage;
import dev.lockstep.spark.run.directory.Resume;
import dev.lockstep.spark.run.directory.Resumption;
import dev.lockstep.spark.run.directory.RunSteps;
import dev.lockstep.spark.run.directory.Tracked;
import dev.lockstep.spark.run.facts.RunFacts;
import dev.lockstep.spark.run.prepare.Prepared;
import dev.lockstep.spark.table.source.Tables.Table;
import dev.lockstep.train.GradientSource;
import dev.lockstep.train.Split;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/** One training from the tables of a configuration to its run directory. */
public final class TrainingRun {
  private final SparkSession spark;
  private final LockstepConfig config;
  private final Path file;
  private final Host host;
  private final Resume resume;
  private final Optional<Function<String, LockstepConfig>> fromCurrent;

  /** Whether the last model was to be published, and was not. */
  private boolean withheld;

  /** Of a configuration, and the file that it was read from. */
  public TrainingRun(SparkSession spark, LockstepConfig config, Path file, Host host) {
    this(spark, config, file, host, Resume.NO, Optional.empty());
  }

  private TrainingRun(
      SparkSession spark,
      LockstepConfig config,
      Path file,
      Host host,
      Resume resume,
      Optional<Function<String, LockstepConfig>> fromCurrent) {
    this.spark = spark;
    this.config = config;
    this.file = file;
    this.host = host;
    this.resume = resume;
    this.fromCurrent = fromCurrent;
  }

  /** The same, which goes on from the checkpoints of an earlier one, if it is to. */
  public TrainingRun resuming(Resume how) {
    return new TrainingRun(spark, config, file, host, how, fromCurrent);
  }

  /**
   * The same, which starts from the current model of the registry that it publishes to, if there is
   * one; if it goes on from a checkpoint, from the version that that began from.
   *
   * @param startingFrom gives the configuration whose training.initial_model is that directory
   */
  public TrainingRun fromCurrent(Function<String, LockstepConfig> startingFrom) {
    return new TrainingRun(spark, config, file, host, resume, Optional.of(startingFrom));
  }

  /** Loads, trains, evaluates, writes and publishes; gives the summary for people. */
  public Summary run() throws IOException {
    return run(List.of(), (training, prepared) -> List.of());
  }

  /**
   * The same after trainings on shares of the training split, whose errors the report tells.
   *
   * @throws dev.lockstep.spark.config.ConfigException if there is no dev split
   */
  public Summary runWithLearningCurve() throws IOException {
    return run(
        List.of("--learning-curve"),
        (training, prepared) -> new SmallerTrainings(training, config, host).points(prepared));
  }

  @SuppressWarnings("try") // That it ends is all that the stay of the log is for.
  private Summary run(List<String> needDev, BiFunction<Training, Prepared, List<Point>> before)
      throws IOException {
    Tracked.of(config).mlflow();
    Optional<Summary> done =
        resume == Resume.NO ? Optional.empty() : AlreadyPublished.of(config, hadoop());
    if (done.isPresent()) {
      return done.get();
    }
    Optional<CurrentModel> current =
        fromCurrent.map(with -> CurrentModel.of(config, with, hadoop()));
    Optional<Publication> publication = Publication.of(spark, config, host);
    try (RunDirectory run =
            output(current.map(CurrentModel::config).orElse(config), resume != Resume.NO);
        LivePage page = new LivePage(run);
        Host.Scope log = host.logIn(run)) {
      Checkpoints checkpoints = new Checkpoints(run.folder().checkpoints());
      Optional<Stored> newest = Resumption.newest(checkpoints, resume);
      LockstepConfig begun =
          current.map(model -> newest.map(model::goingOn).orElseGet(model::begun)).orElse(config);
      Optional<Resumption> from = newest.map(stored -> Resumption.of(stored, begun, resume));
      Training training = new Training(spark, begun, needDev, shards(from));
      List<Table> tables = training.tables();
      Prepared prepared = training.prepare(tables);
      RunReport report;
      try {
        Optional<Summary> same =
            resume == Resume.NO || newest.isPresent()
                ? Optional.empty()
                : AlreadyPublished.of(config, hadoop(), prepared.data().found().namedDigests());
        if (same.isPresent()) {
          return same.get();
        }
        publication.ifPresent(
            it -> it.check(prepared.planned(), prepared.data().examples(Split.TEST), tables));
        List<Point> smaller = before.apply(training, prepared);
        try (GradientSource gradients = training.open(prepared, steps(from))) {
          RunFacts facts = training.facts(prepared, gradients).after(smaller);
          report = new RunSteps(training, facts, host, page, from).finish(run, checkpoints);
        }
      } finally {
        prepared.data().unpersist();
      }
      Summary summary = page.summary(report);
      if (publication.isEmpty()) {
        return summary;
      }
      PublicationReport published = published(publication.get().publish(report, run, tables));
      page.end(report, run.folder());
      return summary.and(published);
    }
  }

  private PublicationReport published(PublicationReport publication) {
    withheld = !publication.promoted();
    return publication;
  }

  /** Whether the model that was trained last was to be published, and was not. */
  public boolean isWithheld() {
    return withheld;
  }

  private static long steps(Optional<Resumption> from) {
    return from.map(Resumption::step).orElse(0L);
  }

  private Configuration hadoop() {
    return spark.sparkContext().hadoopConfiguration();
  }

  private OptionalInt shards(Optional<Resumption> from) {
    return from.map(found -> OptionalInt.of(found.shards())).orElse(config.training().shards());
  }

  /**
   * Checks all that can be checked without training; throws what the first check that fails throws.
   *
   * @param told takes what is found, line by line
   * @param within how long the tables may be looked at
   */
  public void validate(Consumer<String> told, Duration within) {
    Checklist list = new Checklist(told, host::cause);
    Tracked.of(config).mlflow();
    list.ok("config", file.toString());
    new Validation(spark, config, list, within).run(host, this::checkOutput);
  }

  /** It is claimed as by whoever goes on, for whom a run that was published is no obstacle. */
  private void checkOutput() {
    try {
      if (AlreadyPublished.of(config, hadoop()).isEmpty()) {
        output(config, true).close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read what was published", e);
    }
  }

  /** Claims the run directory; throws OutputException if it must not or cannot be written. */
  private RunDirectory output(LockstepConfig begun, boolean goesOn) {
    Inputs inputs = new Inputs().addFile("the configuration", file);
    SharedTables.addTo(inputs, begun);
    Output output = Output.runDirectory(config.output().path(), config.output().overwrite());
    return RunDirectory.create(
        goesOn ? output.resumed() : output, inputs, hadoop(), spark.sparkContext().applicationId());
  }
}
