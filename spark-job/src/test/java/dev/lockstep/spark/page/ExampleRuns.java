package dev.lockstep.spark.page;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/** Runs of all kinds: reports as trainings wrote them, and histories that might belong to them. */
final class ExampleRuns {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int STEPS_PER_EPOCH = 100;

  private ExampleRuns() {}

  /** Two classes, with all that a report of them may hold. */
  static RunPage twoClasses() throws IOException {
    return new RunPage(report("two-classes"), history(12, "accuracy", "f1", "roc_auc"));
  }

  static RunPage tenClasses() throws IOException {
    return new RunPage(report("ten-classes"), history(5, "accuracy", "macro_f1"));
  }

  static RunPage regression() throws IOException {
    return new RunPage(report("regression"), history(25, "rmse", "mae", "r2"));
  }

  /** What remains of a run that failed in its third epoch. */
  static RunPage failed() throws IOException {
    ObjectNode report = unfinished("failed");
    report.put(
        "cause", "cannot write metrics.jsonl: /data/runs/metrics.jsonl: No space left on device");
    report.put("resume", "lockstep train conf/quickstart.yaml --resume");
    report
        .putObject("checkpoint")
        .put("step", 200)
        .put("path", "/data/runs/a.incomplete/checkpoints/step-00000200");
    return new RunPage(report, history(3, "accuracy"));
  }

  static RunPage running() throws IOException {
    return new RunPage(unfinished("running"), history(2, "accuracy"));
  }

  /** Before the first step. */
  static RunPage begun() throws IOException {
    return new RunPage(unfinished("running"), new RunHistory());
  }

  /** Two that ended and one that failed. */
  static ComparisonPage compared() throws IOException {
    return new ComparisonPage(
        report("comparison"),
        List.of(
            new ComparisonPage.Run(report("two-classes"), history(12, "accuracy", "f1")),
            new ComparisonPage.Run(report("two-classes"), history(10, "accuracy", "f1")),
            new ComparisonPage.Run(unfinished("failed"), history(3, "accuracy"))));
  }

  private static ObjectNode unfinished(String status) throws IOException {
    ObjectNode report = report("two-classes");
    report.remove(
        List.of(
            "metrics",
            "curves",
            "calibration",
            "threshold",
            "diagnosis",
            "parameters",
            "steps",
            "epochs",
            "train_seconds",
            "examples_per_second",
            "step_milliseconds",
            "time_breakdown",
            "permutation_importance",
            "warnings",
            "finished",
            "early_stopping"));
    return report.put("status", status);
  }

  private static ObjectNode report(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(ExampleRuns.class.getResourceAsStream(name + ".json"))) {
      return (ObjectNode) JSON.readTree(in);
    }
  }

  /** Losses that fall, dev figures that are best at three quarters, layers at every tenth step. */
  private static RunHistory history(int epochs, String... measures) {
    RunHistory history = new RunHistory();
    Random random = new Random(epochs);
    for (int step = 1; step <= epochs * STEPS_PER_EPOCH; step++) {
      double loss = 0.3 + 1 / Math.sqrt(step) + 0.1 * random.nextDouble();
      history.add(
          line(
              "step",
              step,
              Map.of("loss", loss, "mean", loss, "min", loss - 0.1, "max", loss + 0.2)));
      if (step % 10 == 0) {
        history.add(line("layers", step, Map.of("layers", layers(random))));
      }
      if (step % STEPS_PER_EPOCH == 0) {
        int epoch = step / STEPS_PER_EPOCH;
        history.add(
            line(
                "epoch",
                step,
                Map.of(
                    "epoch",
                    epoch,
                    "loss",
                    loss,
                    "learning_rate",
                    0.01 / epoch,
                    "train_seconds",
                    1.5 * epoch)));
        history.add(evaluation(step, (double) epoch / epochs, measures));
      }
    }
    return history;
  }

  private static Map<String, Object> line(String event, int step, Map<String, ?> more) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("event", event);
    line.put("step", step);
    line.putAll(more);
    return line;
  }

  private static Map<String, Object> evaluation(int step, double part, String... measures) {
    double distance = (part - 0.75) * (part - 0.75);
    Map<String, Object> line =
        line("evaluation", step, Map.of("split", "dev", "loss", 0.4 + distance));
    for (String measure : measures) {
      boolean lower = List.of("rmse", "mae").contains(measure);
      line.put(measure, lower ? 20 + 10 * distance : 0.9 - distance / 4);
    }
    return line;
  }

  private static List<Object> layers(Random random) {
    List<Object> layers = new ArrayList<>();
    for (int layer = 0; layer < 5; layer++) {
      Map<String, Object> figures = new LinkedHashMap<>();
      figures.put("layer", layer);
      figures.put("kind", layer % 2 == 0 ? "dense" : "relu");
      if (layer % 2 == 0) {
        figures.put(
            "weight",
            Map.of(
                "norm",
                2.0 + layer,
                "gradient",
                random.nextDouble() / (1 + layer),
                "update",
                0.002 + 0.003 * layer * random.nextDouble()));
      } else {
        figures.put("activation", 0.5 + 0.1 * layer);
        figures.put("dead", 0.05 * layer);
      }
      layers.add(figures);
    }
    return layers;
  }
}
