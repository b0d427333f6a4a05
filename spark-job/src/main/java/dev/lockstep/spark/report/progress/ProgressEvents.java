package dev.lockstep.spark.report.progress;

import dev.lockstep.metric.MetricReport;
import dev.lockstep.train.Split;
import dev.lockstep.train.TrainingPlan;
import dev.lockstep.train.TrainingState;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Tells machines how a training goes, every few seconds, at its end, and at evaluations. */
public final class ProgressEvents implements Display {
  private static final long INTERVAL_NANOS = Duration.ofSeconds(5).toNanos();

  private final TrainingPlan plan;
  private final Events events;
  private final Pace pace;
  private long next;

  /** Of a training that is about to begin. */
  public ProgressEvents(TrainingPlan plan, Events events) {
    this.plan = plan;
    this.events = events;
    long start = System.nanoTime();
    this.pace = new Pace(start);
    this.next = start + INTERVAL_NANOS;
  }

  @Override
  public void onBegin(TrainingState state) {
    pace.begin(state.steps());
  }

  @Override
  public void onStep(long step, int epoch, double loss) {
    long now = System.nanoTime();
    pace.step(now);
    if (now < next && step + 1 < plan.steps()) {
      return;
    }
    next = now + INTERVAL_NANOS;
    Map<String, Object> fields = place(step + 1, epoch);
    fields.put("loss", loss);
    fields.put("examples_per_second", pace.stepsPerSecond(step + 1) * plan.batches().batchSize());
    fields.put("seconds_left", pace.secondsPerStep() * (plan.steps() - step - 1));
    events.tell("progress", fields);
  }

  private Map<String, Object> place(long steps, int epoch) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("epoch", epoch + 1);
    fields.put("epochs", plan.epochs());
    fields.put("step", steps);
    fields.put("steps", plan.steps());
    return fields;
  }

  @Override
  public void onEvaluation(Split split, long steps, MetricReport metrics) {
    Map<String, Object> fields = place(steps, plan.batches().epoch(steps - 1));
    fields.put("split", split.toString());
    fields.putAll(metrics.values());
    events.tell("evaluation", fields);
  }

  @Override
  public void close() {}
}
