package dev.lockstep.spark.search.trial;

import dev.lockstep.metric.MetricReport;
import dev.lockstep.model.ParameterDigest;
import dev.lockstep.nn.Network;
import dev.lockstep.spark.search.trial.TrialResult.Ending;
import dev.lockstep.train.DivergedException;
import dev.lockstep.train.GradientSource;
import dev.lockstep.train.Split;
import dev.lockstep.train.TrainingListener;
import dev.lockstep.train.TrainingPlan;
import dev.lockstep.train.TrainingState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** One rung of one trial, on the calling thread: steps, then the figures of the dev split. */
public final class TrialRun {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final TrialWork work;
  private final TrainingState state;
  private final Watch watch = new Watch();

  /** What comes of one: the state is empty where nobody can go on from it. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  public record Left(TrialResult result, byte[] state) {}

  /** Takes the steps of a training. */
  public interface Steps {
    /** Those up to the work's end that the state, which changes, has not taken. */
    void take(TrainingState state, TrainingListener listener);
  }

  private TrialRun(TrialWork work, byte[] state) {
    this.work = work;
    this.state = read(work, state);
  }

  /**
   * Takes the steps, and measures.
   *
   * @param state that the trial has come to
   * @throws CancellationException if the thread is interrupted
   */
  public static Left of(TrialWork work, byte[] state, GradientSource gradients, Steps steps) {
    return new TrialRun(work, state).run(gradients, steps);
  }

  private static TrainingState read(TrialWork work, byte[] bytes) {
    return read(work.plan(), work.network(), bytes);
  }

  /** A state that was written, of the same plan and network. */
  public static TrainingState read(TrainingPlan plan, Network network, byte[] bytes) {
    TrainingState state = TrainingState.initial(plan, new float[network.parameters().size()]);
    try {
      state.readFrom(new ByteArrayInputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException("the state of a trial is damaged", e);
    }
    return state;
  }

  /** A state as bytes. */
  public static byte[] write(TrainingState state) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      state.writeTo(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot be written to", e);
    }
    return bytes.toByteArray();
  }

  private Left run(GradientSource gradients, Steps steps) {
    long start = System.nanoTime();
    long cpu = THREADS.getCurrentThreadCpuTime();
    TrialResult result;
    try {
      steps.take(state, watch);
      result = measured(gradients);
    } catch (DivergedException e) {
      result = TrialResult.bad(work, Ending.DIVERGED, String.valueOf(e.getMessage()));
    }
    double passes = (double) state.steps() / work.plan().batches().stepsPerEpoch();
    double wall = (System.nanoTime() - start) / 1e9;
    double used = (THREADS.getCurrentThreadCpuTime() - cpu) / 1e9;
    TrialResult told = result.after(state.steps(), passes, wall, used);
    return new Left(told, told.isMeasured() ? write(state) : new byte[0]);
  }

  private TrialResult measured(GradientSource gradients) {
    MetricReport dev = watch.dev;
    if (dev == null || watch.devSteps != state.keptSteps()) {
      dev = gradients.evaluate(state.kept(), Split.DEV);
    }
    OptionalDouble objective = dev.value(work.objective());
    if (objective.isEmpty() || !Double.isFinite(objective.getAsDouble())) {
      return TrialResult.bad(
          work, Ending.FAILED, "the dev split has no " + work.objective() + " that is a number");
    }
    return new TrialResult(
        work.trial(),
        work.rung(),
        0,
        0,
        Ending.MEASURED,
        null,
        objective.getAsDouble(),
        figures(dev),
        watch.loss,
        0,
        0,
        ParameterDigest.sha256(state.kept()));
  }

  /** The numbers alone: matrices and classes would make rows long. */
  private static Map<String, Object> figures(MetricReport report) {
    Map<String, Object> figures = new LinkedHashMap<>();
    report.singles().forEach(single -> single.putInto(figures));
    return figures;
  }

  /** Notes what the training tells on its way. */
  private static final class Watch implements TrainingListener {
    private @Nullable MetricReport dev;
    private long devSteps;
    private @Nullable Double loss;

    @Override
    public void onEvaluation(Split split, long steps, MetricReport metrics) {
      dev = metrics;
      devSteps = steps;
    }

    @Override
    public void onEpoch(EpochSummary epoch) {
      loss = Double.isFinite(epoch.loss()) ? epoch.loss() : null;
    }
  }
}
