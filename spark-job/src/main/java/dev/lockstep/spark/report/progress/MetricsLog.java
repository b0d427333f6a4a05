package dev.lockstep.spark.report.progress;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.metric.MetricReport;
import dev.lockstep.spark.report.LayersJson;
import dev.lockstep.spark.report.PlateauFields;
import dev.lockstep.train.Plateaus.Plateau;
import dev.lockstep.train.Split;
import dev.lockstep.train.TrainingListener;
import dev.lockstep.train.layers.LayerObservation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes metrics.jsonl: one JSON object a line for every so many steps, every epoch, every
 * evaluation, every plateau and every look at the layers. A file that cannot be written does not
 * end a training under way: the failure is told at the end, and the lines are remembered.
 */
public final class MetricsLog implements TrainingListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MetricsLog.class);

  /** A run has about this many step lines at most. */
  private static final long MOST_STEP_LINES = 1000;

  /** Bytes of lines that are remembered at most; it is steps and evaluations of long runs. */
  private static final int MOST_REMEMBERED = 16 << 20;

  private final OutputStream out;
  private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
  private final ObjectMapper json = new ObjectMapper();
  private final long stepsPerLine;
  private final LossRange range = new LossRange();
  private final Consumer<Map<String, ?>> told;
  private @Nullable IOException failure;
  private boolean closed;

  /** For a run of that many steps. */
  public MetricsLog(OutputStream out, long steps) {
    this(out, steps, new byte[0], line -> {});
  }

  /**
   * The same of a run that goes on.
   *
   * @param before the lines that it had so far
   * @param told hears of each line from now on, on the thread that trains
   */
  public MetricsLog(OutputStream out, long steps, byte[] before, Consumer<Map<String, ?>> told) {
    this.out = out;
    this.stepsPerLine = Math.max(1, steps / MOST_STEP_LINES);
    this.told = told;
    write(before);
  }

  @Override
  public void onStep(long step, int epoch, double loss) {
    range.add(loss);
    if ((step + 1) % stepsPerLine == 0) {
      Map<String, Object> line = event("step");
      line.put("step", step + 1);
      line.put("epoch", epoch + 1);
      line.put("loss", loss);
      if (stepsPerLine > 1) {
        line.putAll(range.values());
      }
      range.clear();
      write(line);
    }
  }

  @Override
  public void onEpoch(EpochSummary epoch) {
    Map<String, Object> line = event("epoch");
    line.put("epoch", epoch.epoch() + 1);
    line.put("step", epoch.steps());
    if (!Double.isNaN(epoch.loss())) {
      line.put("loss", epoch.loss());
    }
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

  @Override
  public void onPlateau(Plateau plateau) {
    Map<String, Object> line = event("plateau");
    line.putAll(PlateauFields.of(plateau));
    write(line);
  }

  @Override
  public void onLayers(LayerObservation observation) {
    Map<String, Object> line = event("layers");
    line.putAll(LayersJson.of(observation));
    write(line);
  }

  private static Map<String, Object> event(String name) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("event", name);
    return line;
  }

  private void write(Map<String, Object> line) {
    write(bytes(line));
    told.accept(line);
  }

  private void write(byte[] bytes) {
    if (lines.size() + bytes.length <= MOST_REMEMBERED) {
      lines.write(bytes, 0, bytes.length);
    }
    if (failure == null) {
      try {
        out.write(bytes);
      } catch (IOException e) {
        failure = e;
        LOG.warn("metrics.jsonl cannot be written any more: {}", e.getMessage());
      }
    }
  }

  private byte[] bytes(Map<String, Object> line) {
    try {
      return (json.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All lines so far; of very long runs, the first of them. */
  public byte[] lines() {
    return lines.toByteArray();
  }

  /** Throws what kept lines from being written, if anything did; does nothing the second time. */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    out.close();
    if (failure != null) {
      throw new IOException("cannot write metrics.jsonl: " + failure.getMessage(), failure);
    }
  }
}
