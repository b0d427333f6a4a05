package dev.lockstep.spark.run.facts;

import dev.lockstep.diagnosis.Errors;
import dev.lockstep.diagnosis.LearningCurve;
import dev.lockstep.diagnosis.LearningCurve.Point;
import dev.lockstep.linalg.BlasKernel;
import dev.lockstep.metric.MetricReport;
import dev.lockstep.model.Model;
import dev.lockstep.model.ParameterDigest;
import dev.lockstep.nn.ParameterLayout;
import dev.lockstep.spark.checkpoint.Course;
import dev.lockstep.spark.checkpoint.Origin;
import dev.lockstep.spark.cluster.SharedBlas;
import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.report.DiagnosisReport;
import dev.lockstep.spark.report.LayersJson;
import dev.lockstep.spark.report.RunReport;
import dev.lockstep.spark.report.Stopping;
import dev.lockstep.spark.run.prepare.Outcome;
import dev.lockstep.spark.run.prepare.Prepared;
import dev.lockstep.spark.run.prepare.TrainingWarnings;
import dev.lockstep.train.DivergedException;
import dev.lockstep.train.GradientSource;
import dev.lockstep.train.LayerWatch;
import dev.lockstep.train.Split;
import dev.lockstep.train.StepTimes;
import dev.lockstep.train.TrainingResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What reports and models say of the run that they come from.
 *
 * @param initialDigest of the parameters of the initial model, if there is one
 * @param layers looks at the layers while they are trained
 * @param smaller what the same training came to on shares of the training split; empty if there is
 *     to be no learning curve
 * @param insisted in what it differs from a checkpoint that it goes on from all the same
 * @param told of it beside, by name: what was found before it went on, and by whom else
 */
public record RunFacts(
    SparkSession spark,
    LockstepConfig config,
    Prepared prepared,
    Optional<String> initialDigest,
    GradientSource gradients,
    LayerWatch layers,
    List<Point> smaller,
    List<String> insisted,
    Map<String, Object> told) {
  private static final String LAYERS = "layers";

  private static final Logger LOG = LoggerFactory.getLogger(RunFacts.class);

  /** The same after those trainings. */
  public RunFacts after(List<Point> trainings) {
    return new RunFacts(
        spark, config, prepared, initialDigest, gradients, layers, trainings, insisted, told);
  }

  /** The same, of which that is told too. */
  public RunFacts and(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(told);
    more.put(name, value);
    return new RunFacts(
        spark, config, prepared, initialDigest, gradients, layers, smaller, insisted, more);
  }

  /** The same of a run that goes on, although it differs in that. */
  public RunFacts goingOn(Course before, List<String> differences) {
    LayerWatch watch =
        new LayerWatch(config.diagnosis().layersEvery(), LOG::warn, before.layerWarnings());
    RunFacts same =
        new RunFacts(
            spark, config, prepared, initialDigest, gradients, watch, smaller, differences, told);
    return before.layers().isEmpty() ? same : same.and(LAYERS, before.layers());
  }

  /** The last look at the layers, ready for JSON; empty if there was none. */
  @SuppressWarnings("unchecked") // Nothing else has that name.
  public Map<String, Object> lastLayers() {
    return layers
        .last()
        .map(LayersJson::of)
        .orElseGet(() -> (Map<String, Object>) told.getOrDefault(LAYERS, Map.of()));
  }

  /** A report of where and on what is trained. */
  public RunReport report() {
    RunReport report =
        new RunReport(environment(), config.resolved())
            .data(prepared.data(), prepared.planned().learning().classes());
    prepared.baseline().ifPresent(start -> report.fact("initial_model", start.values()));
    report.fact(
        "splits", SplitShares.of(prepared.data().found().asked(), prepared.data()::examples));
    told.forEach(report::fact);
    return report.layers(layers);
  }

  /** A report of what came of the training, with the figures that are known by now. */
  public RunReport report(
      TrainingResult result, Outcome outcome, Map<Split, MetricReport> figures) {
    RunReport report = report().training(prepared.plan(), result);
    stopping(result).ifPresent(report::stopping);
    outcome.told().forEach(report::fact);
    figures.forEach(report::metrics);
    report.parameters(outcome.parameters(), layout());
    report.diagnosis(
        DiagnosisReport.of(config.diagnosis().targetError(), figures, prepared.data()::examples));
    curve(result.steps(), DiagnosisReport.errors(figures)).ifPresent(report::learningCurve);
    return report;
  }

  /** A report of a training that diverged, of which nothing is measured. */
  public RunReport report(DivergedException diverged, Outcome outcome) {
    RunReport report =
        report()
            .steps(prepared.plan(), diverged.step())
            .parameters(outcome.parameters(), layout())
            .warnings(warnings());
    if (diverged.lastGood().best() != null) {
      TrainingResult left = new TrainingResult(diverged.lastGood(), new StepTimes());
      stopping(left).ifPresent(report::stopping);
    }
    curve(diverged.step(), Errors.NONE).ifPresent(report::learningCurve);
    return report;
  }

  /** How early stopping went, if there was to be any. */
  public Optional<Stopping> stopping(TrainingResult result) {
    return config
        .policies()
        .earlyStopping()
        .map(rule -> new Stopping(rule, prepared.plan(), result));
  }

  /** A learning curve that ends with that many steps and those errors, if there is to be one. */
  Optional<LearningCurve> curve(long steps, Errors errors) {
    if (smaller.isEmpty()) {
      return Optional.empty();
    }
    List<Point> points = new ArrayList<>(smaller);
    points.add(new Point(1, prepared.data().examples(Split.TRAIN), steps, errors));
    return Optional.of(new LearningCurve(config.diagnosis().targetError(), points));
  }

  /** What somebody should look at, as far as it is known before the end. */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>(prepared.warnings());
    warnings.addAll(layers.warnings());
    insisted.forEach(line -> warnings.add("resumed all the same, as --resume=force says: " + line));
    return warnings;
  }

  /** The same of what has been measured, too; logs what has not been. */
  public List<String> warnings(
      TrainingResult result, Outcome outcome, Map<Split, MetricReport> figures) {
    List<String> found = new ArrayList<>(TrainingWarnings.of(result));
    found.addAll(PlateauWarnings.of(prepared.plan(), result));
    found.addAll(outcome.warnings());
    found.addAll(TrainingWarnings.of(figures, prepared.data().found().largestShares()));
    prepared.baseline().flatMap(start -> start.warning(figures)).ifPresent(found::add);
    found.forEach(LOG::warn);
    List<String> warnings = warnings();
    warnings.addAll(found);
    warnings.addAll(prepared.planned().task().blas().differences());
    return warnings;
  }

  /** Where the parameters lie. */
  ParameterLayout layout() {
    return prepared.network().parameters();
  }

  /** What checkpoints of the run are of. */
  public Origin origin() {
    return new Origin(
        Version.number(),
        prepared.plan().steps(),
        prepared.data().train().count(),
        prepared.planned().task().blas().kernel().toString(),
        prepared.data().found().namedDigests(),
        config.resolved());
  }

  private Map<String, Object> environment() {
    Map<String, Object> environment = new LinkedHashMap<>();
    environment.put("lockstep_version", Version.number());
    environment.put("spark_version", spark.version());
    environment.put("java_version", System.getProperty("java.version"));
    environment.putAll(arithmetic());
    environment.put("master", spark.sparkContext().master());
    environment.put("application_id", spark.sparkContext().applicationId());
    environment.put("finished", Instant.now().toString());
    environment.put("seed", config.training().seed());
    initialDigest.ifPresent(sha256 -> environment.put("initial_model_sha256", sha256));
    environment.put("shards", prepared.data().train().count());
    environment.put("exchange", Exchanges.name(gradients));
    Exchanges.topology(gradients)
        .ifPresent(topology -> environment.put("topology", topology.toString()));
    environment.put("compression_error", Exchanges.compressionError(gradients));
    return environment;
  }

  /** What computed: its name and version, its kernel, and what the environment says of that. */
  private Map<String, Object> arithmetic() {
    SharedBlas blas = prepared.planned().task().blas();
    Map<String, Object> arithmetic = new LinkedHashMap<>();
    arithmetic.put("blas", blas.description());
    arithmetic.put("kernel", blas.kernel().toString());
    Optional.ofNullable(System.getenv(BlasKernel.VARIABLE))
        .ifPresent(coreType -> arithmetic.put("openblas_coretype", coreType));
    return arithmetic;
  }

  /** A model of what a training ended with, with those metrics. */
  public Model model(Outcome outcome, Map<String, Object> metrics) {
    Map<String, Object> provenance = new LinkedHashMap<>();
    provenance.put("lockstep_version", Version.number());
    provenance.put("spark_version", spark.version());
    provenance.put("created", Instant.now().toString());
    provenance.put("seed", config.training().seed());
    initialDigest.ifPresent(sha256 -> provenance.put("initial_model_sha256", sha256));
    provenance.put("shards", prepared.data().train().count());
    provenance.put("train_examples", prepared.data().examples(Split.TRAIN));
    provenance.put("data_digest", prepared.data().found().namedDigests());
    provenance.put("missing_shares", prepared.data().found().missingShares());
    provenance.putAll(arithmetic());
    provenance.put("parameters_sha256", ParameterDigest.sha256(outcome.parameters()));
    provenance.putAll(outcome.told());
    return new Model(
            prepared.network(), outcome.parameters(), prepared.data().features(), outcome.target())
        .withMetrics(metrics)
        .withProvenance(provenance);
  }
}
