package dev.lockstep.spark.cli;

import dev.lockstep.linalg.Blas;
import dev.lockstep.metric.MetricReport;
import dev.lockstep.model.Model;
import dev.lockstep.model.ModelFiles;
import dev.lockstep.model.ParameterDigest;
import dev.lockstep.nn.Network;
import dev.lockstep.spark.config.Exchange;
import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.data.LoadedData;
import dev.lockstep.spark.data.TableLoader;
import dev.lockstep.spark.data.TableLoader.Sharding;
import dev.lockstep.spark.data.Tables;
import dev.lockstep.spark.exchange.JobGradients;
import dev.lockstep.spark.memory.Layout;
import dev.lockstep.spark.memory.Preflight;
import dev.lockstep.spark.memory.Workload;
import dev.lockstep.spark.report.MetricsLog;
import dev.lockstep.spark.report.OutputException;
import dev.lockstep.spark.report.Progress;
import dev.lockstep.spark.report.RunDirectory;
import dev.lockstep.spark.report.RunReport;
import dev.lockstep.spark.report.Summary;
import dev.lockstep.train.DivergedException;
import dev.lockstep.train.GradientSource;
import dev.lockstep.train.Split;
import dev.lockstep.train.Trainer;
import dev.lockstep.train.TrainingListeners;
import dev.lockstep.train.TrainingPlan;
import dev.lockstep.train.TrainingResult;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
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
  private final Configuration hadoop;

  TrainingRun(SparkSession spark, LockstepConfig config) {
    this.spark = spark;
    this.config = config;
    this.hadoop = spark.sparkContext().hadoopConfiguration();
  }

  /** Everything that is fixed once the tables are loaded. */
  private record Prepared(
      LoadedData data,
      Learning learning,
      Network network,
      TrainingPlan plan,
      @Nullable Model initial) {}

  /** Loads, trains, evaluates and writes; gives the summary for people. */
  String run() throws IOException {
    Blas blas = config.blas().load();
    @Nullable Model initial =
        config.training().initialModel().map(path -> ModelSource.read(path, hadoop)).orElse(null);
    try (RunDirectory run =
        RunDirectory.create(config.output().path(), config.output().overwrite(), hadoop)) {
      Prepared prepared = prepare(initial);
      try (GradientSource gradients = gradients(prepared)) {
        RunReport report = train(prepared, gradients, run, blas);
        run.publish();
        return Summary.of(report.values(), run.path());
      } finally {
        prepared.data().unpersist();
      }
    }
  }

  /** Checks all that can be checked without training; tells what would be trained. */
  String validate() {
    config.blas().load();
    @Nullable Model initial =
        config.training().initialModel().map(path -> ModelSource.read(path, hadoop)).orElse(null);
    RunDirectory.create(config.output().path(), config.output().overwrite(), hadoop).close();
    TableLoader.Checked tables =
        loader(initial).check(new Tables(spark).open(config.data(), config.training().seed()));
    Learning learning = new Learning(config.training().loss(), tables.target());
    Network network = learning.network(config, tables.features().width(), initial);
    String memory = checkMemory(tables, initial);
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
        network.parameters().size(),
        memory);
  }

  private TableLoader loader(@Nullable Model initial) {
    Sharding sharding = new Sharding(config.training().shards(), config.training().shuffle());
    return new TableLoader(
        config.data(), sharding, Learning.regression(config.training()), initial);
  }

  /** What is needed and what there is; throws ConfigException if that is too little. */
  private String checkMemory(TableLoader.Checked tables, @Nullable Model initial) {
    Learning learning = new Learning(config.training().loss(), tables.target());
    Network network = learning.network(config, tables.features().width(), initial);
    TrainingPlan plan = config.plan(tables.trainRows(), network.parameters());
    JobGradients.Task task =
        new JobGradients.Task(network, plan.batches(), learning.metrics(), config.blas());
    boolean jobs = config.training().exchange() == Exchange.JOB;
    Workload work = Workload.training(tables, task, Trainer.arrays(plan.optimizer()), jobs);
    return new Preflight(work, Layout.of(spark.sparkContext())).check();
  }

  private Prepared prepare(@Nullable Model initial) {
    LoadedData data =
        loader(initial)
            .load(
                new Tables(spark).open(config.data(), config.training().seed()),
                tables -> checkMemory(tables, initial));
    Learning learning = new Learning(config.training().loss(), data.target());
    Network network = learning.network(config, data.features().width(), initial);
    TrainingPlan plan = config.plan(data.examples(Split.TRAIN), network.parameters());
    LOG.info(
        "{} examples in {} shards, {} features, {} parameters, {} steps",
        data.examples(Split.TRAIN),
        data.train().count(),
        data.features().width(),
        network.parameters().size(),
        plan.steps());
    return new Prepared(data, learning, network, plan, initial);
  }

  private GradientSource gradients(Prepared prepared) {
    JobGradients.Task task =
        new JobGradients.Task(
            prepared.network(),
            prepared.plan().batches(),
            prepared.learning().metrics(prepared.data()),
            config.blas());
    JavaSparkContext context = new JavaSparkContext(spark.sparkContext());
    return new Exchanges(context, task, prepared.data().splits())
        .open(config.training().exchange(), config.exchange());
  }

  private RunReport train(Prepared prepared, GradientSource gradients, RunDirectory run, Blas blas)
      throws IOException {
    TrainingPlan plan = prepared.plan();
    TrainingResult result;
    Map<Split, MetricReport> figures = new LinkedHashMap<>();
    try (MetricsLog log = new MetricsLog(run.file("metrics.jsonl"), plan.steps())) {
      result = take(prepared, gradients, log);
      for (Split split : Split.values()) {
        if (gradients.has(split)) {
          MetricReport metrics = gradients.evaluate(result.parameters(), split);
          log.onEvaluation(split, result.steps(), metrics);
          figures.put(split, metrics);
        }
      }
    }
    RunReport report = new RunReport(environment(prepared, blas, gradients), config.resolved());
    report.data(prepared.data(), prepared.learning().classes()).training(plan, result);
    figures.forEach(report::metrics);
    report.parameters(result.parameters());
    ModelFiles.write(
        model(prepared, result.parameters(), report.metrics()), run.subdirectory("model"));
    report.write(run.file("report.json"));
    return report;
  }

  private TrainingResult take(Prepared prepared, GradientSource gradients, MetricsLog log)
      throws IOException {
    TrainingPlan plan = prepared.plan();
    try (Progress progress = new Progress(plan, onTerminal())) {
      TrainingListeners listeners = new TrainingListeners(log, progress);
      return new Trainer(plan, gradients, initialParameters(prepared), listeners).train();
    } catch (DivergedException e) {
      throw new RunFailedException(e.getMessage() + "\n" + keep(prepared, e), e);
    }
  }

  private float[] initialParameters(Prepared prepared) {
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

  /**
   * Keeps the last good parameters beside the run directory, which a failed run does not have;
   * tells where.
   */
  private String keep(Prepared prepared, DivergedException diverged) {
    String path = config.output().path() + ".diverged";
    try (RunDirectory run = RunDirectory.create(path, true, hadoop)) {
      Model model = model(prepared, diverged.lastGood(), Map.of());
      ModelFiles.write(model, run.subdirectory("model"));
      run.publish();
      return "the last parameters with a finite loss are kept in " + run.path();
    } catch (IOException | OutputException e) {
      return "the last parameters with a finite loss could not be kept: " + e.getMessage();
    }
  }

  private Map<String, Object> environment(Prepared prepared, Blas blas, GradientSource gradients) {
    Map<String, Object> environment = new LinkedHashMap<>();
    environment.put("lockstep_version", Main.Version.number());
    environment.put("spark_version", spark.version());
    environment.put("java_version", System.getProperty("java.version"));
    environment.put("blas", blas.description());
    environment.put("master", spark.sparkContext().master());
    environment.put("application_id", spark.sparkContext().applicationId());
    environment.put("finished", Instant.now().toString());
    environment.put("seed", config.training().seed());
    environment.put("shards", prepared.data().train().count());
    environment.put("exchange", Exchanges.name(gradients));
    environment.put("compression_error", Exchanges.compressionError(gradients));
    return environment;
  }

  private Model model(Prepared prepared, float[] parameters, Map<String, Object> metrics) {
    Map<String, Object> provenance = new LinkedHashMap<>();
    provenance.put("lockstep_version", Main.Version.number());
    provenance.put("spark_version", spark.version());
    provenance.put("created", Instant.now().toString());
    provenance.put("seed", config.training().seed());
    provenance.put("shards", prepared.data().train().count());
    provenance.put("train_examples", prepared.data().examples(Split.TRAIN));
    provenance.put("data_digest", prepared.data().digest());
    provenance.put("parameters_sha256", ParameterDigest.sha256(parameters));
    LoadedData data = prepared.data();
    return new Model(prepared.network(), parameters, data.features(), data.target())
        .withMetrics(metrics)
        .withProvenance(provenance);
  }
}
