package dev.lockstep.spark.search;

import dev.lockstep.metric.Measure;
import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.output.Reason;
import dev.lockstep.spark.output.RunDirectory;
import dev.lockstep.spark.output.RunFolder;
import dev.lockstep.spark.report.text.Summary;
import dev.lockstep.spark.run.Host;
import dev.lockstep.spark.run.directory.Resume;
import dev.lockstep.spark.run.facts.Version;
import dev.lockstep.spark.run.job.PlannedTraining;
import dev.lockstep.spark.run.job.SharedTables;
import dev.lockstep.spark.search.Race.Track;
import dev.lockstep.spark.search.Search.Resumable;
import dev.lockstep.spark.search.config.BaseConfig;
import dev.lockstep.spark.search.config.SearchConfig;
import dev.lockstep.spark.search.report.Found;
import dev.lockstep.spark.search.report.Found.ModeChoice;
import dev.lockstep.spark.search.report.SearchReport;
import dev.lockstep.spark.search.report.SearchSummary;
import dev.lockstep.spark.search.report.Standing;
import dev.lockstep.spark.search.report.WinnerFile;
import dev.lockstep.spark.search.trial.Judge;
import dev.lockstep.spark.search.trial.Trial;
import dev.lockstep.spark.search.trial.TrialRow;
import dev.lockstep.spark.search.trial.TrialStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A search on tables that are loaded, in a directory that is claimed, to its end. */
final class SearchRun {
  private static final Logger LOG = LoggerFactory.getLogger(SearchRun.class);

  private final SparkSession spark;
  private final SearchConfig config;
  private final SharedTables tables;
  private final RunDirectory directory;
  private final BaseConfig base;
  private final LockstepConfig plain;
  private final PlannedTraining planned;
  private final Measure objective;
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
    this.objective = SearchFacts.objective(config, tables.task());
    config
        .halving()
        .flatMap(rule -> rule.obstacle(planned.plan().epochs()))
        .ifPresent(
            problem -> {
              throw ConfigException.of("halving.first_epochs: %s", problem);
            });
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

  /** Runs it; writes and publishes the directory. */
  SearchResult finish(Host host, SearchListener listener, Resume resume) throws IOException {
    try (Sharing sharing = Sharing.of(spark, config, tables, planned, objective);
        LiveSearchPage page = new LiveSearchPage(directory, config, report(sharing.choice()))) {
      Ended ended;
      try {
        ended = search(sharing, new SearchListeners(page, listener));
      } catch (Exception | Error e) { // Spark declares none of its own.
        new Unfinished(directory, host, e).tell(page);
        throw e;
      }
      page.end(ended.report());
      Optional<Summary> model = finalModel(ended.found().winner(), host, listener, resume);
      directory.folder().trials().delete();
      Found found = ended.found();
      return new SearchResult(
          found.winner(), found.rows(), ended.report().values(), ended.summary(), model);
    }
  }

  /** A search whose trials are done, and told of in the directory. */
  private record Ended(Found found, SearchReport report, SearchSummary summary) {}

  private Ended search(Sharing sharing, SearchListener listener) throws IOException {
    listener.onBegin(
        config.budget().trials(),
        Effort.epochs(config, planned.plan().epochs()),
        sharing.runner().slots(),
        sharing.choice().toString());
    BaseTrial ofBase =
        new BaseTrial(sharing.runner(), BaseTrial.assignment(planned, objective), store, listener);
    Rounds rounds =
        new Rounds(
            new Track(
                config,
                objective,
                tables,
                ofBase,
                sharing.memory(),
                store,
                listener,
                this::isOver));
    List<TrialRow> finished = rounds.run(new Drawing(config, base), directory.folder());
    double seconds = (System.nanoTime() - start) / 1e9;
    Found found = new Found(objective, rounds.rows(), finished, sharing.choice());
    Standing standing =
        new Finalists(tables, store, planned, objective)
            .standing(
                new JavaSparkContext(spark.sparkContext()),
                finished,
                ofBase.result(),
                config.seed());
    SearchReport report =
        report(sharing.choice())
            .status("finished")
            .tried(config, rounds.regions(), rounds.rows(), seconds)
            .winner(found.winner(), standing);
    put(found.winner(), report);
    List<TrialRow> best = new Judge(objective).best(found.rows(), found.rows().size());
    return new Ended(found, report, new SearchSummary(found, best, standing, directory.path()));
  }

  private boolean isOver() {
    return config
        .budget()
        .time()
        .filter(time -> System.nanoTime() - start > time.toNanos())
        .isPresent();
  }

  private SearchReport report(ModeChoice mode) {
    return new SearchReport(
        SearchFacts.environment(spark, config, tables, plain), config, objective, mode);
  }

  private void put(TrialRow winner, SearchReport report) throws IOException {
    String yaml = WinnerFile.of(winner, objective, directory.path());
    directory.folder().put(RunFolder.WINNER, yaml.getBytes(StandardCharsets.UTF_8));
    directory.folder().put(RunFolder.SEARCH, report.json());
  }

  private Optional<Summary> finalModel(
      TrialRow winner, Host host, SearchListener listener, Resume resume) throws IOException {
    if (config.finalModel()) {
      listener.onFinal(winner);
      return Optional.of(tables.plan(here(winner.trial())).run(directory, host, resume));
    }
    host.copyLogTo(directory.folder());
    directory.publish();
    return Optional.empty();
  }

  /** The configuration of a trial that writes to this directory. */
  private LockstepConfig here(Trial trial) {
    Map<String, Object> output = Map.of("output.path", config.output().path());
    return new Drawing(config, base.with(output)).configuration(trial.number(), trial.parameters());
  }
}
