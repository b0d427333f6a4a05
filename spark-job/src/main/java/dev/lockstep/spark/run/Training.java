package dev.lockstep.spark.run;

import dev.lockstep.linalg.NativeLibraries;
import dev.lockstep.metric.MetricReport;
import dev.lockstep.metric.MetricSet;
import dev.lockstep.model.ParameterDigest;
import dev.lockstep.nn.Network;
import dev.lockstep.shard.BatchPlan;
import dev.lockstep.spark.cluster.SharedBlas;
import dev.lockstep.spark.config.ClassesConfig;
import dev.lockstep.spark.config.ExchangeConfig.Topology;
import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.config.TrainingConfig.Exchange;
import dev.lockstep.spark.exchange.Computation;
import dev.lockstep.spark.exchange.driver.ExecutorPorts;
import dev.lockstep.spark.memory.Layout;
import dev.lockstep.spark.memory.Preflight;
import dev.lockstep.spark.memory.Workload;
import dev.lockstep.spark.monitoring.TrainingMetrics;
import dev.lockstep.spark.report.RunReport;
import dev.lockstep.spark.run.facts.Exchanges;
import dev.lockstep.spark.run.facts.ImportanceRun;
import dev.lockstep.spark.run.facts.PlateauWarnings;
import dev.lockstep.spark.run.facts.RunFacts;
import dev.lockstep.spark.run.prepare.Baseline;
import dev.lockstep.spark.run.prepare.ClassSettings;
import dev.lockstep.spark.run.prepare.Images;
import dev.lockstep.spark.run.prepare.InitialModel;
import dev.lockstep.spark.run.prepare.Learning;
import dev.lockstep.spark.run.prepare.Outcome;
import dev.lockstep.spark.run.prepare.Prepared;
import dev.lockstep.spark.run.prepare.Prepared.Planned;
import dev.lockstep.spark.run.prepare.WholeParts;
import dev.lockstep.spark.table.compare.ModelChange;
import dev.lockstep.spark.table.compare.ModelChanges;
import dev.lockstep.spark.table.pack.LoadedData;
import dev.lockstep.spark.table.pack.TableLoader;
import dev.lockstep.spark.table.pack.TableLoader.Sharding;
import dev.lockstep.spark.table.source.InputAge;
import dev.lockstep.spark.table.source.Tables;
import dev.lockstep.spark.table.source.Tables.Table;
import dev.lockstep.spark.table.statistics.CheckedTables;
import dev.lockstep.train.GradientSource;
import dev.lockstep.train.LayerWatch;
import dev.lockstep.train.Split;
import dev.lockstep.train.Trainer;
import dev.lockstep.train.TrainingListener;
import dev.lockstep.train.TrainingListeners;
import dev.lockstep.train.TrainingPlan;
import dev.lockstep.train.TrainingResult;
import dev.lockstep.train.TrainingState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A training in anybody's Spark session, which needs no settings for it: tables in, a model and a
 * report out. Any number may follow each other, or run at the same time, each on a thread of its
 * own.
 */
public final class Training {
  private static final Logger LOG = LoggerFactory.getLogger(Training.class);

  private final SparkSession spark;
  private final LockstepConfig config;
  private final SharedBlas blas;
  private final Optional<InitialModel> initial;
  private final WatchedDev watched;
  private final OptionalInt shards;

  /**
   * As that configuration says, from its initial model if it names one.
   *
   * @throws dev.lockstep.linalg.BlasUnavailableException if compute.blas cannot be had here
   * @throws dev.lockstep.spark.config.ConfigException if there is no initial model
   */
  public Training(SparkSession spark, LockstepConfig config) {
    this(spark, config, List.of(), config.training().shards());
  }

  /** One that more than the configuration needs a dev split for, on so many shards. */
  public Training(
      SparkSession spark, LockstepConfig config, List<String> needDev, OptionalInt shards) {
    this.shards = shards;
    this.spark = spark;
    this.config = config;
    this.blas = new SharedBlas(spark.sparkContext(), config.blas());
    this.watched = WatchedDev.of(config, needDev);
    this.initial = InitialModel.of(config, spark.sparkContext().hadoopConfiguration());
  }

  /** The same tables, initial model and arithmetic, under another configuration. */
  private Training(Training other, LockstepConfig config) {
    this.shards = other.shards;
    this.spark = other.spark;
    this.config = config;
    this.blas = other.blas;
    this.watched = WatchedDev.of(config, List.of());
    this.initial = other.initial;
  }

  /**
   * A training on the same tables, from the same initial model if there is one.
   *
   * @param other differs in nothing that decides how tables are read and what computes
   */
  public Training with(LockstepConfig other) {
    return new Training(this, other);
  }

  /**
   * Trains on the tables that the configuration names.
   *
   * @param listener hears of the evaluations of all splits after the training has ended
   */
  public Trained run(TrainingListener listener) {
    return run(tables(), listener);
  }

  /**
   * Trains on datasets, whatever tables the configuration names: a split that is not given is not
   * taken from another.
   *
   * @param data at least {@link Split#TRAIN}
   * @throws dev.lockstep.spark.table.BadDataException if they cannot be trained on
   * @throws dev.lockstep.train.DivergedException with the last good state
   */
  public Trained run(Map<Split, Dataset<Row>> data, TrainingListener listener) {
    if (!data.containsKey(Split.TRAIN)) {
      throw new IllegalArgumentException("there is no dataset to train on");
    }
    return run(tables(data), listener);
  }

  /** Datasets as tables. */
  public static List<Table> tables(Map<Split, Dataset<Row>> data) {
    List<Table> tables = new ArrayList<>();
    for (Split split : Split.values()) {
      if (data.containsKey(split)) {
        tables.add(Table.of(data.get(split), split));
      }
    }
    return tables;
  }

  private Trained run(List<Table> tables, TrainingListener listener) {
    Prepared prepared = prepare(tables);
    try (GradientSource gradients = open(prepared)) {
      return run(facts(prepared, gradients), listener);
    } finally {
      prepared.data().unpersist();
    }
  }

  /** The same on what is prepared. */
  public Trained run(RunFacts facts, TrainingListener listener) {
    Prepared prepared = facts.prepared();
    GradientSource gradients = facts.gradients();
    TrainingResult result = train(facts, listener);
    Map<Split, MetricReport> figures = new EnumMap<>(Split.class);
    Outcome outcome =
        Outcome.of(prepared, result.state())
            .decided(config.training().classes(), prepared, gradients);
    outcome.evaluate(gradients, listener, figures);
    List<String> warnings = facts.warnings(result, outcome, figures);
    RunFacts all = new ImportanceRun(facts, outcome, result.steps()).tell();
    RunReport report =
        all.report(result, outcome, figures).warnings(warnings).ended("finished", List.of());
    return new Trained(facts.model(outcome, report.metrics()), report.values(), figures, warnings);
  }

  public List<Table> tables() {
    watched.checkNamed(config.data().source());
    List<Table> tables = new Tables(spark).open(config.data(), config.training().seed());
    config.data().maxAge().ifPresent(most -> InputAge.check(tables.get(0), most, Instant.now()));
    return tables;
  }

  /** The first pass over tables; throws BadDataException if they cannot be trained on. */
  public CheckedTables check(List<Table> tables) {
    return loader().check(tables);
  }

  private TableLoader loader() {
    Sharding sharding = new Sharding(shards, config.training().shuffle());
    boolean regression = Learning.regression(config.training());
    return initial
        .map(
            from ->
                new TableLoader(config.data(), sharding, regression, from.model(), from.schema()))
        .orElseGet(() -> new TableLoader(config.data(), sharding, regression, null));
  }

  /** What of the configuration is perhaps not meant so, and what the initial model overrules. */
  public List<String> doubts(Planned planned) {
    List<String> doubts = new ArrayList<>(Doubts.of(config));
    initial.ifPresent(from -> doubts.addAll(from.doubts(config, planned.task().network())));
    return doubts;
  }

  /** What is to be trained; throws ConfigException if it does not fit the tables. */
  public Planned plan(CheckedTables tables) {
    ClassesConfig classes = config.training().classes();
    Learning learning = ClassSettings.learning(config.training().loss(), classes, tables);
    Network network = config.network().build(tables.features().width(), learning.outputs());
    initial.ifPresent(from -> from.check(network));
    BatchPlan batches = Images.batches(config, tables.trainRows(), tables.features());
    TrainingPlan plan = config.plan(batches, network);
    WholeParts.check(network, plan.batches(), tables.shards());
    watched.check(learning.task(), tables.rows().getOrDefault(Split.DEV, 0L), plan);
    MetricSet metrics = ClassSettings.metrics(learning.metrics(tables), classes);
    Computation task = new Computation(network, plan.batches(), metrics, blas);
    return new Planned(learning, task, plan);
  }

  /** What is needed and what there is; throws ConfigException if that is too little. */
  public String checkMemory(CheckedTables tables, Planned planned) {
    boolean jobs = config.training().exchange() == Exchange.JOB;
    int arrays = Trainer.arrays(planned.plan()) + planned.plan().arrays();
    Topology topology = jobs ? Topology.STAR : config.exchange().routes().topology();
    Workload work = Workload.training(tables, planned.task(), arrays, jobs, topology);
    return new Preflight(work, Layout.of(spark.sparkContext())).check();
  }

  /** Throws ConfigException if executors could not listen for each other, as they would have to. */
  public void checkPorts() {
    if (config.training().exchange() != Exchange.JOB) {
      var unused = ExecutorPorts.of(config.exchange().routes(), spark.sparkContext());
    }
  }

  /** Loads the tables, whose shards are to be unpersisted in the end. */
  public Prepared prepare(List<Table> tables) {
    return prepare(check(tables));
  }

  /** The same after the first pass. */
  public Prepared prepare(CheckedTables checked) {
    Planned planned = plan(checked);
    checkMemory(checked, planned);
    checkPorts();
    tell(checked);
    Prepared prepared = prepared(loader().load(checked), planned);
    LOG.info("{}", prepared.describe());
    prepared.warnings().forEach(LOG::warn);
    return prepared;
  }

  public Prepared prepared(LoadedData data, Planned planned) {
    return new Prepared(
        data,
        planned,
        doubts(planned),
        initial.map(from -> new Baseline(from, data.found().changes())));
  }

  /** Logs how the tables differ from the initial model, if there is one. */
  public void tell(CheckedTables tables) {
    List<ModelChange> changes = tables.found().changes();
    if (!changes.isEmpty()) {
      LOG.info("Changes from training.initial_model:\n{}", ModelChanges.table(changes));
    }
  }

  /** The exchange that the configuration asks for, of a training that begins. */
  public GradientSource open(Prepared prepared) {
    return open(prepared, 0);
  }

  /** The same of a training that has taken that many steps. */
  public GradientSource open(Prepared prepared, long steps) {
    JavaSparkContext context = new JavaSparkContext(spark.sparkContext());
    Exchanges exchanges =
        new Exchanges(context, prepared.planned().task(), prepared.data().splits());
    return names(prepared, true)
        .during(steps, () -> exchanges.open(config.training().exchange(), config.exchange()));
  }

  private EpochNames names(Prepared prepared, boolean session) {
    return new EpochNames(spark.sparkContext(), prepared.plan(), session);
  }

  /** Trains, looks at the layers, and logs plateaus and how early stopping went. */
  public TrainingResult train(RunFacts facts, TrainingListener listener) {
    return train(facts, Start.of(initialState(facts.prepared())), listener);
  }

  /** The same from there on. */
  public TrainingResult train(RunFacts facts, Start start, TrainingListener listener) {
    TrainingListener listeners =
        new TrainingListeners(listener, facts.layers(), PlateauWarnings.log());
    TrainingResult result = train(facts.prepared(), facts.gradients(), start, listeners);
    facts.stopping(result).ifPresent(stopping -> LOG.info("early stopping: {}", stopping));
    return result;
  }

  /** Takes the steps of the plan, unless a policy ends it before. */
  public TrainingResult train(
      Prepared prepared, GradientSource gradients, TrainingListener listener) {
    return train(prepared, gradients, Start.of(initialState(prepared)), listener);
  }

  public TrainingResult train(
      Prepared prepared, GradientSource gradients, Start start, TrainingListener listener) {
    NativeLibraries.removeLoaded();
    EpochNames names = names(prepared, Exchanges.name(gradients).equals("session"));
    try (TrainingMetrics metrics =
        TrainingMetrics.register(spark.sparkContext(), prepared.plan())) {
      TrainingListener listeners = new TrainingListeners(metrics, names, listener);
      return names.during(
          start.state().steps(),
          () ->
              new Trainer(prepared.plan(), gradients, start.state(), start.times())
                  .train(listeners));
    }
  }

  /** Before the first step. */
  public TrainingState initialState(Prepared prepared) {
    return TrainingState.initial(prepared.plan(), initialParameters(prepared));
  }

  private float[] initialParameters(Prepared prepared) {
    return initial
        .map(from -> from.parameters(prepared.network(), prepared.data()))
        .orElseGet(() -> config.initialParameters(prepared.network()));
  }

  /** Of the initial model's parameters, if there is one. */
  public Optional<String> initialDigest() {
    return initial.map(from -> ParameterDigest.sha256(from.model().parameters()));
  }

  /** What reports and models say of one training, which is to begin. */
  public RunFacts facts(Prepared prepared, GradientSource gradients) {
    prepared
        .baseline()
        .ifPresent(start -> start.measure(prepared, initialParameters(prepared), gradients));
    LayerWatch layers = new LayerWatch(config.diagnosis().layersEvery(), LOG::warn);
    return new RunFacts(
        spark,
        config,
        prepared,
        initialDigest(),
        gradients,
        layers,
        List.of(),
        List.of(),
        Map.of());
  }
}
