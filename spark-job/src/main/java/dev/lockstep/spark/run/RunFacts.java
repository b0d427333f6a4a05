package dev.lockstep.spark.run;

import dev.lockstep.diagnosis.Errors;
import dev.lockstep.diagnosis.LearningCurve;
import dev.lockstep.diagnosis.LearningCurve.Point;
import dev.lockstep.linalg.BlasKernel;
import dev.lockstep.metric.MetricReport;
import dev.lockstep.model.Model;
import dev.lockstep.model.ParameterDigest;
import dev.lockstep.nn.ParameterLayout;
import dev.lockstep.spark.cluster.SharedBlas;
import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.report.DiagnosisReport;
import dev.lockstep.spark.report.RunReport;
import dev.lockstep.spark.report.Stopping;
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
 * @param layers looks at the layers while they are trained
 * @param smaller what the same training came to on shares of the training split; empty if there is
 *     to be no learning curve
 */
record RunFacts(
    SparkSession spark,
    LockstepConfig config,
    Prepared prepared,
    GradientSource gradients,
    LayerWatch layers,
    List<Point> smaller) {
  private static final Logger LOG = LoggerFactory.getLogger(RunFacts.class);

  /** The same after those trainings. */
  RunFacts after(List<Point> trainings) {
    return new RunFacts(spark, config, prepared, gradients, layers, trainings);
  }

  /** A report of where and on what is trained. */
  RunReport report() {
    return new RunReport(environment(), config.resolved())
        .data(prepared.data(), prepared.planned().learning().classes())
        .fact("splits", SplitShares.of(config.data().source(), prepared.data()::examples))
        .layers(layers);
  }

  /** A report of what came of the training, with the figures that are known by now. */
  RunReport report(TrainingResult result, Outcome outcome, Map<Split, MetricReport> figures) {
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
  RunReport report(DivergedException diverged, Outcome outcome) {
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
  Optional<Stopping> stopping(TrainingResult result) {
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
  List<String> warnings() {
    List<String> warnings = new ArrayList<>(prepared.warnings());
    warnings.addAll(layers.warnings());
    return warnings;
  }

  /** The same of what has been measured, too; logs what has not been. */
  List<String> warnings(TrainingResult result, Outcome outcome, Map<Split, MetricReport> figures) {
    List<String> found = new ArrayList<>(TrainingWarnings.of(result));
    found.addAll(PlateauWarnings.of(prepared.plan(), result));
    found.addAll(outcome.warnings());
    found.addAll(TrainingWarnings.of(figures, prepared.data().found().largestShares()));
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
    environment.put("shards", prepared.data().train().count());
    environment.put("exchange", Exchanges.name(gradients));
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
  Model model(Outcome outcome, Map<String, Object> metrics) {
    Map<String, Object> provenance = new LinkedHashMap<>();
    provenance.put("lockstep_version", Version.number());
    provenance.put("spark_version", spark.version());
    provenance.put("created", Instant.now().toString());
    provenance.put("seed", config.training().seed());
    provenance.put("shards", prepared.data().train().count());
    provenance.put("train_examples", prepared.data().examples(Split.TRAIN));
    provenance.put("data_digest", prepared.data().digest());
    provenance.putAll(arithmetic());
    provenance.put("parameters_sha256", ParameterDigest.sha256(outcome.parameters()));
    provenance.putAll(outcome.told());
    return new Model(
            prepared.network(), outcome.parameters(), prepared.data().features(), outcome.target())
        .withMetrics(metrics)
        .withProvenance(provenance);
  }
}
