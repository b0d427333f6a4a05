package dev.lockstep.spark.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.metric.MetricReport;
import dev.lockstep.train.Split;
import dev.lockstep.train.TrainingListener;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes metrics.jsonl: one JSON object a line for every so many steps, every epoch and every
 * evaluation.
 */
public final class MetricsLog implements TrainingListener, AutoCloseable {
  /** A run has about this many step lines at most. */
  private static final long MOST_STEP_LINES = 1000;

  private final OutputStream out;
  private final ObjectMapper json = new ObjectMapper();
  private final long stepsPerLine;

  /** For a run of that many steps. */
  public MetricsLog(OutputStream out, long steps) {
    this.out = out;
    this.stepsPerLine = Math.max(1, steps / MOST_STEP_LINES);
  }

  @Override
  public void onStep(long step, int epoch, double loss) {
    if ((step + 1) % stepsPerLine == 0) {
      Map<String, Object> line = event("step");
      line.put("step", step + 1);
      line.put("epoch", epoch + 1);
      line.put("loss", loss);
      write(line);
    }
  }

  @Override
  public void onEpoch(EpochSummary epoch) {
    Map<String, Object> line = event("epoch");
    line.put("epoch", epoch.epoch() + 1);
    line.put("step", epoch.steps());
    line.put("loss", epoch.loss());
    line.put("learning_rate", epoch.learningRate());
    line.put("train_seconds", epoch.seconds());
    write(line);
  }

  @Override
  public void onEvaluation(Split split, long steps, MetricReport metrics) {
    Map<String, Object> line = event("evaluation");
    line.put("split", split.toString());
    line.put("step", steps);
    line.putAll(metrics.values());
    write(line);
  }

  private static Map<String, Object> event(String name) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("event", name);
    return line;
  }

  private void write(Map<String, Object> line) {
    try {
      out.write((json.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write metrics.jsonl", e);
    }
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
