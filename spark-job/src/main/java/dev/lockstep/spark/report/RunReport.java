package dev.lockstep.spark.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.lockstep.metric.MetricReport;
import dev.lockstep.model.ParameterDigest;
import dev.lockstep.spark.data.LoadedData;
import dev.lockstep.train.Split;
import dev.lockstep.train.StepTimes;
import dev.lockstep.train.TrainingPlan;
import dev.lockstep.train.TrainingResult;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes report.json: the whole run on one page, for machines. */
public final class RunReport {
  private final Map<String, Object> report = new LinkedHashMap<>();
  private final Map<String, Object> metrics = new LinkedHashMap<>();

  /** Of a run in that environment with that configuration. */
  public RunReport(Map<String, Object> environment, Map<String, Object> config) {
    report.putAll(environment);
    report.put("config", config);
  }

  /** What was trained on. */
  public RunReport data(LoadedData data, int classes) {
    Map<String, Object> figures = new LinkedHashMap<>();
    for (Split split : Split.values()) {
      figures.put(split + "_examples", data.examples(split));
    }
    figures.put("features", data.features().width());
    figures.put("classes", classes);
    figures.put("rejected_rows", data.rejectedRows());
    figures.put("digest", data.digest());
    figures.put("load_seconds", data.seconds());
    figures.put("bytes_per_example", (double) data.train().bytes() / data.train().examples());
    report.put("data", figures);
    return this;
  }

  /** How the training went. */
  public RunReport training(TrainingPlan plan, TrainingResult result) {
    StepTimes times = result.times();
    double seconds = times.totalSeconds();
    double epochs = (double) result.steps() / plan.batches().stepsPerEpoch();
    report.put("steps", result.steps());
    report.put("epochs", epochs);
    report.put("train_seconds", seconds);
    report.put("examples_per_second", epochs * plan.batches().examples() / seconds);
    report.put("step_milliseconds", percentiles(times));
    report.put("time_breakdown", breakdown(times));
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
    breakdown.put("exchange", times.exchangeSeconds());
    breakdown.put("optimizer", times.optimizerSeconds());
    breakdown.put("other", times.otherSeconds());
    return breakdown;
  }

  /** What the trained network achieves on a split. */
  public RunReport metrics(Split split, MetricReport figures) {
    metrics.put(split.toString(), figures.values());
    return this;
  }

  /** The trained parameters. */
  public RunReport parameters(float[] parameters) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("count", parameters.length);
    figures.put("sha256", ParameterDigest.sha256(parameters));
    report.put("metrics", metrics);
    report.put("parameters", figures);
    return this;
  }

  /** The metrics of all splits so far, by split. */
  public Map<String, Object> metrics() {
    return metrics;
  }

  /** All of it, ready for JSON. */
  public Map<String, Object> values() {
    return report;
  }

  /** Writes JSON, and closes the stream. */
  public void write(OutputStream out) throws IOException {
    new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(out, report);
  }
}
