package dev.lockstep.spark.cli;

import dev.lockstep.linalg.NativeLibraries;
import dev.lockstep.model.Model;
import dev.lockstep.nn.Network;
import dev.lockstep.spark.cluster.JobName;
import dev.lockstep.spark.cluster.SharedBlas;
import dev.lockstep.spark.config.DataConfig.Fractions;
import dev.lockstep.spark.config.DataConfig.Splits;
import dev.lockstep.spark.config.Exchange;
import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.config.OutputConfig;
import dev.lockstep.spark.exchange.Computation;
import dev.lockstep.spark.memory.Layout;
import dev.lockstep.spark.memory.Preflight;
import dev.lockstep.spark.memory.Workload;
import dev.lockstep.spark.output.Inputs;
import dev.lockstep.spark.output.Output;
import dev.lockstep.spark.output.RunDirectory;
import dev.lockstep.spark.output.RunFolder;
import dev.lockstep.spark.output.RunNotWrittenException;
import dev.lockstep.spark.report.MetricsLog;
import dev.lockstep.spark.report.Progress;
import dev.lockstep.spark.report.RunReport;
import dev.lockstep.spark.report.Summary;
import dev.lockstep.spark.table.pack.TableLoader;
import dev.lockstep.spark.table.pack.TableLoader.Sharding;
import dev.lockstep.spark.table.source.Tables;
import dev.lockstep.spark.table.source.Tables.Table;
import dev.lockstep.spark.table.statistics.CheckedTables;
import dev.lockstep.train.DivergedException;
import dev.lockstep.train.GradientSource;
import dev.lockstep.train.Trainer;
import dev.lockstep.train.TrainingListeners;
import dev.lockstep.train.TrainingPlan;
import dev.lockstep.train.TrainingResult;
import dev.lockstep.train.TrainingState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One training from tables to run directory. */
final class TrainingRun {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingRun.class);

  private final SparkSession spark;
  private final LockstepConfig config;
  private final Path file;
  private final SparkLog sparkLog;
  private final Configuration hadoop;

  /** Of a configuration, and the file that it was read from. */
  TrainingRun(SparkSession spark, LockstepConfig config, Path file, SparkLog sparkLog) {
    this.sparkLog = sparkLog;
    this.spark = spark;
    this.file = file;
    this.config = config;
    this.hadoop = spark.sparkContext().hadoopConfiguration();
  }

  /** Loads, trains, evaluates and writes; gives the summary for people. */
  @SuppressWarnings("try") // That it ends is all that the stay is for.
  String run() throws IOException {
    SharedBlas blas = new SharedBlas(spark.sparkContext(), config.blas());
    @Nullable Model initial =
        config.training().initialModel().map(path -> ModelSource.read(path, hadoop)).orElse(null);
    try (RunDirectory run = output();
        SparkLog.Stay stay = sparkLog.stayIn(run)) {
      Prepared prepared = prepare(initial, blas);
      try (GradientSource gradients =
          during("training session: ", prepared, () -> gradients(prepared))) {
        RunReport report = train(new RunFacts(spark, config, prepared, gradients), run);
        return Summary.of(report.values(), run.path());
      } finally {
        prepared.data().unpersist();
      }
    }
  }

  /** Checks all that can be checked without training; tells what would be trained. */
  String validate() {
    SharedBlas blas = new SharedBlas(spark.sparkContext(), config.blas());
    @Nullable Model initial =
        config.training().initialModel().map(path -> ModelSource.read(path, hadoop)).orElse(null);
    output().close();
    CheckedTables tables = loader(initial).check(open());
    tables.found().warnings().forEach(LOG::warn);
    overruled(initial).forEach(LOG::warn);
    Planned planned = plan(tables, initial, blas);
    String memory = checkMemory(tables, planned);
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
        planned.task().network().parameters().size(),
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
        hadoop,
        spark.sparkContext().applicationId());
  }

  private TableLoader loader(@Nullable Model initial) {
    Sharding sharding = new Sharding(config.training().shards(), config.training().shuffle());
    return new TableLoader(
        config.data(), sharding, Learning.regression(config.training()), initial);
  }

  private List<String> overruled(@Nullable Model initial) {
    return initial == null ? List.of() : OverruledKeys.warnings(config.data(), initial);
  }

  private List<Table> open() {
    return new Tables(spark).open(config.data(), config.training().seed());
  }

  private Planned plan(CheckedTables tables, @Nullable Model initial, SharedBlas blas) {
    Learning learning = new Learning(config.training().loss(), tables.target());
    Network network = learning.network(config, tables.features().width(), initial);
    TrainingPlan plan = config.plan(tables.trainRows(), network.parameters());
    Computation task = new Computation(network, plan.batches(), learning.metrics(tables), blas);
    return new Planned(learning, task, plan);
  }

  /** What is needed and what there is; throws ConfigException if that is too little. */
  private String checkMemory(CheckedTables tables, Planned planned) {
    boolean jobs = config.training().exchange() == Exchange.JOB;
    int arrays = Trainer.arrays(planned.plan().optimizer());
    Workload work = Workload.training(tables, planned.task(), arrays, jobs);
    return new Preflight(work, Layout.of(spark.sparkContext())).check();
  }

  private Prepared prepare(@Nullable Model initial, SharedBlas blas) {
    TableLoader loader = loader(initial);
    CheckedTables tables = loader.check(open());
    Planned planned = plan(tables, initial, blas);
    checkMemory(tables, planned);
    Prepared prepared = new Prepared(loader.load(tables), planned, overruled(initial), initial);
    LOG.info(
        "{} examples in {} shards, {} features, {} parameters, {} steps",
        tables.trainRows(),
        tables.shards(),
        tables.features().width(),
        prepared.network().parameters().size(),
        prepared.plan().steps());
    prepared.warnings().forEach(LOG::warn);
    return prepared;
  }

  private GradientSource gradients(Prepared prepared) {
    JavaSparkContext context = new JavaSparkContext(spark.sparkContext());
    return new Exchanges(context, prepared.planned().task(), prepared.data().splits())
        .open(config.training().exchange(), config.exchange());
  }

  private <T> T during(String what, Prepared prepared, Supplier<T> work) {
    TrainingPlan plan = prepared.plan();
    long steps = plan.batches().stepsPerEpoch();
    long epochs = (plan.steps() + steps - 1) / steps;
    String name = what + (epochs == 1 ? "epoch 1" : "epochs 1 to " + epochs);
    return JobName.during(spark.sparkContext(), name, work);
  }

  private RunReport train(RunFacts facts, RunDirectory run) throws IOException {
    NativeLibraries.removeLoaded();
    run.checkHeld();
    try (MetricsLog log = log(run, facts.prepared().plan())) {
      TrainedRun trained = new TrainedRun(facts, run, log, sparkLog);
      try {
        boolean jobs = Exchanges.name(facts.gradients()).equals("job");
        String name = jobs ? "training: " : "training session: ";
        return trained.finish(during(name, facts.prepared(), () -> take(facts, log)));
      } catch (DivergedException e) {
        throw trained.diverged(e);
      }
    }
  }

  private static MetricsLog log(RunDirectory run, TrainingPlan plan) {
    try {
      return new MetricsLog(run.folder().create(RunFolder.METRICS), plan.steps());
    } catch (IOException e) {
      throw new RunNotWrittenException(e);
    }
  }

  private TrainingResult take(RunFacts facts, MetricsLog log) {
    Prepared prepared = facts.prepared();
    try (Progress progress = new Progress(prepared.plan(), onTerminal(), sparkLog.terminal())) {
      TrainingListeners listeners = new TrainingListeners(log, progress);
      TrainingPlan plan = prepared.plan();
      int trained = prepared.network().parameters().trained();
      TrainingState state = TrainingState.initial(plan, initialValues(prepared), trained);
      return new Trainer(plan, facts.gradients(), state).train(listeners);
    }
  }

  private float[] initialValues(Prepared prepared) {
    Model initial = prepared.initial();
    return initial != null
        ? initial.parameters()
        : config.network().initializer().initialize(prepared.network(), config.training().seed());
  }

  @SuppressWarnings(
      "SystemConsoleNull") // Spark runs on Java 17 and 21, where null means no terminal.
  private static boolean onTerminal() {
    return System.console() != null;
  }
}
