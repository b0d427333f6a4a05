package dev.lockstep.spark.search;

import dev.lockstep.metric.Measure;
import dev.lockstep.metric.Task;
import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.output.Reason;
import dev.lockstep.spark.output.RunDirectory;
import dev.lockstep.spark.output.RunFolder;
import dev.lockstep.spark.report.Summary;
import dev.lockstep.spark.run.Host;
import dev.lockstep.spark.run.PlannedTraining;
import dev.lockstep.spark.run.Resume;
import dev.lockstep.spark.run.SharedTables;
import dev.lockstep.spark.run.Version;
import dev.lockstep.spark.search.Race.Track;
import dev.lockstep.spark.search.Search.Resumable;
import dev.lockstep.spark.search.config.BaseConfig;
import dev.lockstep.spark.search.config.SearchConfig;
import dev.lockstep.spark.search.optimism.Optimism;
import dev.lockstep.spark.search.report.Found;
import dev.lockstep.spark.search.report.SearchReport;
import dev.lockstep.spark.search.report.SearchSummary;
import dev.lockstep.spark.search.report.WinnerFile;
import dev.lockstep.spark.search.space.Region;
import dev.lockstep.spark.search.trial.Judge;
import dev.lockstep.spark.search.trial.Trial;
import dev.lockstep.spark.search.trial.TrialRow;
import dev.lockstep.spark.search.trial.TrialRow.Status;
import dev.lockstep.spark.search.trial.TrialStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A search on tables that are loaded, in a directory that is claimed, to its end. */
final class SearchRun {
  private static final Logger LOG = LoggerFactory.getLogger(SearchRun.class);

  /** What the fine rounds draw around: the best of so many trials of the round before. */
  private static final int ZOOM = 4;

  private final SparkSession spark;
  private final SearchConfig config;
  private final SharedTables tables;
  private final RunDirectory directory;
  private final BaseConfig base;
  private final LockstepConfig plain;
  private final PlannedTraining planned;
  private final Measure objective;
  private final Judge judge;
  private final TrialStore store;
  private final long start = System.nanoTime();

  /**
   * Prepares one.
   *
   * @throws ConfigException if the objective is none of these tables, or what an earlier process
   *     has left is of another search
   */
  SearchRun(
      SparkSession spark,
      SearchConfig config,
      SharedTables tables,
      RunDirectory directory,
      Resumable before)
      throws IOException {
    this.spark = spark;
    this.config = config;
    this.tables = tables;
    this.directory = directory;
    this.base = config.base().with(Map.of("training.shards", tables.shards()));
    this.plain = base.load();
    this.planned = tables.plan(plain);
    this.objective = objective(config, tables.task());
    this.judge = new Judge(objective);
    this.store = new TrialStore(directory.folder().trials());
    SearchOrigin origin = origin();
    if (before.origin().isPresent()) {
      origin.checkSame(before.origin().get(), directory.path(), plain);
      LOG.info("Resuming the search in {}", directory.path());
    }
    store.write(RunFolder.ORIGIN, origin.json());
    directory.outlast();
  }

  /** What an earlier process has left says of itself, if there is any. */
  static Optional<SearchOrigin> origin(RunDirectory directory) throws IOException {
    Optional<byte[]> json = new TrialStore(directory.folder().trials()).find(RunFolder.ORIGIN);
    try {
      return json.isPresent() ? Optional.of(SearchOrigin.of(json.get())) : Optional.empty();
    } catch (IOException e) {
      LOG.warn("The search in {} starts afresh: {}", directory.path(), Reason.of(e));
      return Optional.empty();
    }
  }

  private SearchOrigin origin() {
    Map<String, Object> environment = new LinkedHashMap<>();
    environment.put("lockstep_version", Version.number());
    environment.put("shards", tables.shards());
    environment.put("kernel", tables.blas().kernel().toString());
    return new SearchOrigin(
        SearchOrigin.told(config, objective.toString()),
        plain.resolved(),
        environment,
        tables.digests());
  }

  private static Measure objective(SearchConfig config, Task task) {
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

  /** Runs it; writes and publishes the directory. */
  SearchResult finish(Host host, SearchListener listener, Resume resume) throws IOException {
    Found found = search(listener);
    List<TrialRow> best = judge.best(found.rows(), found.rows().size());
    SearchReport report = report(found);
    Optional<Optimism> optimism =
        new Finalists(tables, store, planned.task().metrics())
            .optimism(
                new JavaSparkContext(spark.sparkContext()),
                finished(found.rows()),
                objective,
                config.seed());
    optimism.ifPresent(it -> report.fact("optimism", it.values()));
    SearchSummary summary = new SearchSummary(found, best, optimism, directory.path());
    RunFolder folder = directory.folder();
    folder.put(
        RunFolder.WINNER,
        WinnerFile.of(found.winner(), objective, directory.path())
            .getBytes(StandardCharsets.UTF_8));
    folder.put(RunFolder.SEARCH, report.json());
    SearchPageFile.put(folder, directory.path(), report.values(), found.rows());
    Optional<Summary> model = Optional.empty();
    if (config.finalModel()) {
      listener.onFinal(found.winner());
      LockstepConfig winner = here(found.winner().trial());
      model = Optional.of(tables.plan(winner).run(directory, host, resume));
    } else {
      host.copyLogTo(folder);
      directory.publish();
    }
    directory.folder().trials().delete();
    return new SearchResult(found.winner(), found.rows(), report.values(), summary, model);
  }

  /** The configuration of a trial that writes to this directory. */
  private LockstepConfig here(Trial trial) {
    Map<String, Object> output = Map.of("output.path", config.output().path());
    return new Drawing(config, base.with(output)).configuration(trial.number(), trial.parameters());
  }

  private Found search(SearchListener listener) throws IOException {
    Sharing sharing = Sharing.of(spark, config, tables, planned, objective);
    BooleanSupplier over =
        () ->
            config
                .budget()
                .time()
                .filter(time -> System.nanoTime() - start > time.toNanos())
                .isPresent();
    List<Region> regions = new ArrayList<>();
    List<TrialRow> rows = new ArrayList<>();
    try (sharing) {
      listener.onBegin(
          config.budget().trials(),
          Effort.epochs(config, planned.plan().epochs()),
          sharing.runner().slots(),
          sharing.choice().name() + ": " + sharing.choice().why());
      Track track =
          new Track(
              config, objective, tables, sharing.runner(), sharing.memory(), store, listener, over);
      Region region = config.space().all();
      for (int round = 0; round < config.budget().rounds(); round++) {
        if (round > 0 && over.getAsBoolean()) {
          LOG.warn("There is no time left for round {}", round + 1);
          break;
        }
        regions.add(region);
        List<TrialRow> raced =
            new Race(track, new Drawing(config, base).trials(round, region)).run(round);
        rows.addAll(raced);
        put(rows);
        region = closer(region, raced, config.budget().trialsOf(round));
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    TrialRow winner = winner(rows, over.getAsBoolean());
    return new Found(objective, regions, rows, winner, sharing.choice(), seconds);
  }

  private void put(List<TrialRow> rows) throws IOException {
    String lines = rows.stream().map(TrialRow::line).collect(Collectors.joining());
    directory.folder().put(RunFolder.TRIAL_ROWS, lines.getBytes(StandardCharsets.UTF_8));
  }

  /** That the best quarter of a round lies in, and a little more. */
  private Region closer(Region region, List<TrialRow> rows, int trials) {
    int most = Math.max(2, (trials + ZOOM - 1) / ZOOM);
    List<double[]> best =
        judge.best(rows, most).stream().map(TrialRow::trial).map(Trial::coordinates).toList();
    return best.isEmpty() ? region : region.around(config.space(), best);
  }

  private TrialRow winner(List<TrialRow> rows, boolean over) {
    List<TrialRow> finished = finished(rows);
    if (finished.isEmpty()) {
      throw new SearchFailedException(over ? outOfTime() : failure(rows));
    }
    return finished.get(0);
  }

  /** Those that were trained to their end, the best first, whatever rung that was. */
  private List<TrialRow> finished(List<TrialRow> rows) {
    return rows.stream()
        .filter(row -> row.status() == Status.FINISHED)
        .sorted(Comparator.comparing(TrialRow::result, judge.order()))
        .toList();
  }

  private String outOfTime() {
    return String.format(
        Locale.ROOT,
        "no trial came to its end in budget.minutes; what they came to is in %s.incomplete, and"
            + " the same command with --resume and more minutes goes on from there",
        directory.path());
  }

  private static String failure(List<TrialRow> rows) {
    String causes =
        rows.stream()
            .filter(row -> row.result().cause() != null)
            .map(row -> "trial " + row.trial().number() + ": " + row.result().cause())
            .limit(3)
            .collect(Collectors.joining("\n"));
    return "no trial came to its end\n" + causes;
  }

  private SearchReport report(Found found) {
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
    return new SearchReport(environment, config, found);
  }
}
