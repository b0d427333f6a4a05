package dev.lockstep.spark.tracking;

import dev.lockstep.spark.tracking.MlflowServer.RefusedException;
import dev.lockstep.spark.words.InWords;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells an MLflow server of a run: its parameters once, figures in batches, and its end. A server
 * that is away is told later, with the figures after these.
 */
final class MlflowRun implements Sink {
  private static final Logger LOG = LoggerFactory.getLogger(MlflowRun.class);

  /** What a request may have. */
  private static final int MOST_METRICS = 1000;

  private static final int MOST_PARAMETERS = 100;

  /** Characters of a parameter's value; older servers take no more. */
  private static final int LONGEST = 500;

  /** Figures that are kept for a server that is away. */
  private static final int MOST_KEPT = 100_000;

  private final MlflowServer server;
  private final Description run;
  private final Deque<Point> pending = new ArrayDeque<>();
  private @Nullable String id;
  private final OneWarning warning = new OneWarning();

  /**
   * What is known of a run from the beginning.
   *
   * @param experiment its name
   * @param started milliseconds since 1970
   */
  record Description(
      String experiment,
      String name,
      long started,
      Map<String, String> parameters,
      Map<String, String> tags) {}

  MlflowRun(MlflowServer server, Description run) {
    this.server = server;
    this.run = run;
  }

  @Override
  public String describe() {
    return "MLflow at " + server.uri();
  }

  @Override
  public OneWarning warning() {
    return warning;
  }

  @Override
  public void write(List<Point> points) {
    for (Point point : points) {
      if (Double.isFinite(point.value())) { // JSON has no others.
        pending.add(point);
      }
    }
    while (pending.size() > MOST_KEPT) {
      pending.remove();
    }
    attempt(this::send);
  }

  @Override
  public void end(RunEnd how) {
    attempt(this::send);
    String created = id;
    if (created != null) {
      attempt(() -> server.post("runs/update", ended(created, how)));
    }
  }

  private static Map<String, Object> ended(String created, RunEnd how) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("run_id", created);
    body.put("status", how.toString());
    body.put("end_time", System.currentTimeMillis());
    return body;
  }

  /** Something that is asked of the server. */
  private interface Asking {
    void ask() throws IOException, InterruptedException;
  }

  private void attempt(Asking asking) {
    try {
      asking.ask();
    } catch (IOException e) {
      LOG.debug("{} has not been told", describe(), e);
      warning.say(
          LOG,
          "{} misses what it is told of the training, at least for now: {}",
          describe(),
          InWords.of(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void send() throws IOException, InterruptedException {
    String created = id();
    while (!pending.isEmpty()) {
      List<Point> batch = pending.stream().limit(MOST_METRICS).toList();
      try {
        server.post(
            "runs/log-batch",
            Map.of("run_id", created, "metrics", batch.stream().map(MlflowRun::metric).toList()));
      } catch (RefusedException e) {
        drop(batch.size()); // It would be refused again.
        throw e;
      }
      drop(batch.size());
    }
  }

  private void drop(int count) {
    for (int i = 0; i < count; i++) {
      pending.remove();
    }
  }

  private static Map<String, Object> metric(Point point) {
    Map<String, Object> metric = new LinkedHashMap<>();
    metric.put("key", point.name());
    metric.put("value", point.value());
    metric.put("timestamp", point.millis());
    metric.put("step", point.steps());
    return metric;
  }

  /** Of the run on the server, which is created with its parameters if there is none yet. */
  private String id() throws IOException, InterruptedException {
    String known = id;
    if (known != null) {
      return known;
    }
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("experiment_id", server.experiment(run.experiment()));
    body.put("run_name", run.name());
    body.put("start_time", run.started());
    body.put("tags", entries(run.tags()));
    String created =
        MlflowServer.text(server.post("runs/create", body).path("run").path("info"), "run_id");
    id = created;
    List<Map<String, String>> parameters = entries(run.parameters());
    for (int i = 0; i < parameters.size(); i += MOST_PARAMETERS) {
      List<Map<String, String>> some =
          parameters.subList(i, Math.min(parameters.size(), i + MOST_PARAMETERS));
      server.post("runs/log-batch", Map.of("run_id", created, "params", some));
    }
    return created;
  }

  private static List<Map<String, String>> entries(Map<String, String> map) {
    List<Map<String, String>> entries = new ArrayList<>();
    map.forEach(
        (key, value) ->
            entries.add(
                Map.of(
                    "key", key, "value", value.substring(0, Math.min(LONGEST, value.length())))));
    return entries;
  }
}
