package dev.lockstep.spark.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.lockstep.diagnosis.Diagnosis;
import dev.lockstep.diagnosis.LearningCurve;
import dev.lockstep.metric.MetricReport;
import dev.lockstep.model.ParameterDigest;
import dev.lockstep.nn.ParameterLayout;
import dev.lockstep.nn.ParameterLayout.Role;
import dev.lockstep.spark.table.pack.LoadedData;
import dev.lockstep.train.LayerWatch;
import dev.lockstep.train.Split;
import dev.lockstep.train.StepTimes;
import dev.lockstep.train.TrainingPlan;
import dev.lockstep.train.TrainingResult;
import java.io.IOException;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Makes report.json: the whole run on one page, for machines. */
public final class RunReport {
  /** Where time went; what is told under this name before the training is, is beside its steps. */
  public static final String TIME_BREAKDOWN = "time_breakdown";

  private final Map<String, Object> report = new LinkedHashMap<>();
  private final Map<Split, MetricReport> evaluations = new EnumMap<>(Split.class);
  private List<String> layerWarnings = List.of();
  private Optional<Diagnosis> diagnosis = Optional.empty();
  private Optional<LearningCurve> curve = Optional.empty();

  /** Of a run in that environment with that configuration. */
  public RunReport(Map<String, Object> environment, Map<String, Object> config) {
    report.putAll(environment);
    report.put("config", config);
  }

  /** With those facts, ready for JSON. */
  public RunReport(Map<String, Object> facts) {
    report.putAll(facts);
  }

  /** What was trained on. */
  public RunReport data(LoadedData data, int classes) {
    Map<String, Object> figures = new LinkedHashMap<>();
    for (Split split : Split.values()) {
      figures.put(split + "_examples", data.examples(split));
    }
    figures.put("features", data.features().width());
    figures.putAll(NumbersReport.of(data.features()));
    figures.put("classes", classes);
    figures.put("missing", data.features().missing().toString());
    figures.put("missing_values", data.features().missingTexts());
    figures.put("rejected_rows", data.found().rejectedRows());
    figures.put("malformed_rows", data.found().malformedRows());
    figures.put("digest", data.found().namedDigests());
    figures.put("load_seconds", data.seconds());
    figures.put("bytes_per_example", (double) data.train().bytes() / data.train().examples());
    figures.put("unseen_categories", MismatchReport.unseen(data.findings().unseen()));
    report.put("data", figures);
    if (!data.findings().mismatch().shifts().isEmpty()) {
      report.put("mismatch", MismatchReport.of(data.findings().mismatch()));
    }
    return this;
  }

  /** How the training went. */
  public RunReport training(TrainingPlan plan, TrainingResult result) {
    StepTimes times = result.times();
    double seconds = times.totalSeconds();
    double epochs = (double) result.steps() / plan.batches().stepsPerEpoch();
    report.put("steps", result.steps());
    report.put("epochs", epochs);
    report.put("batch_size", plan.batches().batchSize());
    report.put("steps_without_weight", result.weightlessSteps());
    report.put("plateaus", result.plateaus().stream().map(PlateauFields::of).toList());
    report.put("train_seconds", seconds);
    report.put("examples_per_second", epochs * plan.batches().examples() / seconds);
    report.put("step_milliseconds", percentiles(times));
    Map<String, Object> breakdown = breakdown(times);
    if (report.get(TIME_BREAKDOWN) instanceof Map<?, ?> beside) {
      beside.forEach((name, took) -> breakdown.put(name.toString(), took));
    }
    report.put(TIME_BREAKDOWN, breakdown);
    return this;
  }

  /** How early stopping went. */
  public RunReport stopping(Stopping stopping) {
    report.put("early_stopping", stopping.values());
    return this;
  }

  private static Map<String, Object> percentiles(StepTimes times) {
    Map<String, Object> percentiles = new LinkedHashMap<>();
    percentiles.put("p50", times.percentile(50));
    percentiles.put("p95", times.percentile(95));
    percentiles.put("p99", times.percentile(99));
    return percentiles;
  }

  private static Map<String, Object> breakdown(StepTimes times) {
    Map<String, Object> breakdown = new LinkedHashMap<>();
    breakdown.put("compute", times.computeSeconds());
    breakdown.put("augmentation", times.augmentSeconds());
    breakdown.put("exchange", times.exchangeSeconds());
    breakdown.put("optimizer", times.optimizerSeconds());
    breakdown.put("other", times.otherSeconds());
    return breakdown;
  }

  /** How far a training came that did not end. */
  public RunReport steps(TrainingPlan plan, long steps) {
    report.put("steps", steps);
    report.put("epochs", (double) steps / plan.batches().stepsPerEpoch());
    return this;
  }

  /** How the layers were when they were last looked at, and what was warned of on the way. */
  public RunReport layers(LayerWatch watch) {
    watch.last().ifPresent(last -> report.put("layers", LayersJson.of(last)));
    layerWarnings = watch.warnings();
    return this;
  }

  /** What the layers were warned of. */
  public List<String> layerWarnings() {
    return layerWarnings;
  }

  /** What the trained network achieves on a split. */
  public RunReport metrics(Split split, MetricReport figures) {
    evaluations.put(split, figures);
    return this;
  }

  /** Something else that was decided or found, ready for JSON. */
  public RunReport fact(String name, Object value) {
    report.put(name, value);
    return this;
  }

  /** What somebody should look at. */
  public RunReport warnings(List<String> warnings) {
    report.put("warnings", List.copyOf(warnings));
    return this;
  }

  /**
   * What was trained.
   *
   * @param parameters trained parameters, then buffers
   * @param layout tells which are which
   */
  public RunReport parameters(float[] parameters, ParameterLayout layout) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("count", layout.trained());
    if (layout.buffers() > 0) {
      figures.put("buffers", layout.buffers());
    }
    figures.put("zeros", zeros(parameters, layout));
    figures.put("sha256", ParameterDigest.sha256(parameters));
    report.put("metrics", metrics());
    evaluations.forEach(this::charts);
    report.put("parameters", figures);
    return this;
  }

  /** What is drawn of what the network had not seen. */
  private void charts(Split split, MetricReport figures) {
    if (split != Split.TRAIN) {
      figures.charts().forEach(chart -> part(chart.name(), split.toString(), chart.values()));
    }
  }

  /** Adds something to what is told under a name, if anything is. */
  private void part(String name, String key, Object value) {
    Map<Object, Object> all = new LinkedHashMap<>();
    if (report.get(name) instanceof Map<?, ?> before) {
      all.putAll(before);
    }
    all.put(key, value);
    report.put(name, all);
  }

  /** What the errors on the splits tell, if there is one on the training split. */
  public RunReport diagnosis(Diagnosis found) {
    if (found.verdict().isPresent()) {
      diagnosis = Optional.of(found);
      report.put("diagnosis", DiagnosisReport.values(found));
    }
    return this;
  }

  /** What the same training came to on shares of the training split. */
  public RunReport learningCurve(LearningCurve found) {
    curve = Optional.of(found);
    report.put("learning_curve", LearningCurveReport.values(found));
    return this;
  }

  public Optional<Diagnosis> diagnosis() {
    return diagnosis;
  }

  public Optional<LearningCurve> learningCurve() {
    return curve;
  }

  /** How many of the weights of dense layers are exactly 0. */
  private static long zeros(float[] parameters, ParameterLayout layout) {
    return layout.ranges(Role::isPenalised).stream()
        .flatMapToInt(range -> IntStream.range(range.from(), range.to()))
        .filter(i -> parameters[i] == 0)
        .count();
  }

  /** What the evaluations so far tell. */
  public Map<Split, MetricReport> evaluations() {
    return evaluations;
  }

  /** The same by the names of splits and figures, ready for JSON. */
  public Map<String, Object> metrics() {
    Map<String, Object> metrics = new LinkedHashMap<>();
    evaluations.forEach((split, figures) -> metrics.put(split.toString(), figures.values()));
    return metrics;
  }

  /** All of it, ready for JSON. */
  public Map<String, Object> values() {
    return report;
  }

  /** How the run ended, and why if it did not come to its end. */
  public RunReport ended(String status, List<String> cause) {
    report.put("status", status);
    if (!cause.isEmpty()) {
      report.put("cause", String.join("\n", cause));
    }
    return this;
  }

  /** All of it as JSON. */
  public byte[] json() throws IOException {
    return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsBytes(report);
  }
}
