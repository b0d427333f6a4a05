package dev.lockstep.spark.tracking;

import dev.lockstep.metric.MetricReport;
import dev.lockstep.spark.words.InWords;
import dev.lockstep.train.Split;
import dev.lockstep.train.TrainingListener;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of a training to whoever is to hear of it. Nothing that goes wrong there is an error here,
 * and the thread that trains never waits for it.
 */
public final class Tracking implements TrainingListener {
  private static final Logger LOG = LoggerFactory.getLogger(Tracking.class);

  /** A run tells of about this many steps at most. */
  private static final long MOST_STEPS = 1000;

  /** How long a file may take to be closed, and a server to answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** How long the last questions to a server may take together. */
  private static final Duration LAST_PATIENCE = Duration.ofSeconds(10);

  private final long stepsPerPoint;
  private final List<Courier> files = new ArrayList<>();
  private final List<Courier> servers = new ArrayList<>();

  /** What opens a file. */
  public interface File {
    OutputStream open() throws IOException;
  }

  /** Of a run of that many steps; tells nobody yet. */
  public Tracking(long steps) {
    this.stepsPerPoint = Math.max(1, steps / MOST_STEPS);
  }

  /**
   * The name of a file that TensorBoard looks for.
   *
   * @param millis since 1970, when it is begun
   * @param steps that had been taken before
   */
  public static String eventFile(long millis, long steps) {
    return "events.out.tfevents." + millis / 1000 + ".lockstep." + steps;
  }

  /**
   * Writes to an event file, too.
   *
   * @param steps that had been taken before; 0 at the beginning
   */
  public void toEventFile(File file, long millis, long steps) {
    try {
      files.add(new Courier(new EventFile(file.open(), millis, steps), PATIENCE));
    } catch (IOException e) {
      LOG.warn("There is no event file for TensorBoard: {}", InWords.of(e));
    }
  }

  /**
   * Tells an MLflow server, too.
   *
   * @param environment what it is to know of whoever tells
   * @param name of the run
   * @param parameters of the run, by name
   */
  public void toMlflow(
      Mlflow mlflow, Map<String, String> environment, String name, Map<String, String> parameters) {
    MlflowServer server = new MlflowServer(mlflow.uri(), environment, PATIENCE);
    Map<String, String> tags = Map.of("mlflow.runName", name, "mlflow.source.name", "lockstep");
    MlflowRun.Description run =
        new MlflowRun.Description(
            mlflow.experiment(), name, System.currentTimeMillis(), parameters, tags);
    servers.add(new Courier(new MlflowRun(server, run), LAST_PATIENCE));
  }

  /**
   * Where MLflow is.
   *
   * @param uri of http or https
   * @param experiment whose run it becomes
   */
  public record Mlflow(String uri, String experiment) {}

  private void bring(String name, long steps, double value) {
    if (!files.isEmpty() || !servers.isEmpty()) {
      Point point = new Point(name, steps, System.currentTimeMillis(), value);
      files.forEach(courier -> courier.bring(point));
      servers.forEach(courier -> courier.bring(point));
    }
  }

  @Override
  public void onStep(long step, int epoch, double loss) {
    if ((step + 1) % stepsPerPoint == 0) {
      bring("step/loss", step + 1, loss);
    }
  }

  @Override
  public void onEpoch(EpochSummary epoch) {
    if (!Double.isNaN(epoch.loss())) {
      bring("epoch/loss", epoch.steps(), epoch.loss());
    }
    bring("epoch/learning_rate", epoch.steps(), epoch.learningRate());
    bring("epoch/train_seconds", epoch.steps(), epoch.seconds());
  }

  @Override
  public void onEvaluation(Split split, long steps, MetricReport metrics) {
    metrics.singles().forEach(single -> bring(split + "/" + single.name(), steps, single.value()));
  }

  /** There are no more figures: files are closed. */
  public void measured() {
    files.forEach(courier -> courier.end(RunEnd.FINISHED));
  }

  /** The run has ended; the second time, nothing. */
  public void end(RunEnd how) {
    measured();
    servers.forEach(courier -> courier.end(how));
  }
}
