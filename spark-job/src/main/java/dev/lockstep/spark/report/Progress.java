package dev.lockstep.spark.report;

import dev.lockstep.metric.MetricReport;
import dev.lockstep.train.Split;
import dev.lockstep.train.TrainingListener;
import dev.lockstep.train.TrainingPlan;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Tells how a training goes: one live line on a terminal, elsewhere a plain line every few seconds.
 */
public final class Progress implements TrainingListener, AutoCloseable {
  private static final long BAR_NANOS = Duration.ofMillis(100).toNanos();
  private static final long LINE_NANOS = Duration.ofSeconds(5).toNanos();

  private final TrainingPlan plan;
  private final @Nullable ProgressBar bar;
  private final long interval;
  private final long start = System.nanoTime();
  private long next;
  private String dev = "";

  /** On standard error, which is a terminal or not. */
  public Progress(TrainingPlan plan, boolean terminal) {
    this.plan = plan;
    this.bar = terminal ? bar(plan.steps()) : null;
    this.interval = terminal ? BAR_NANOS : LINE_NANOS;
    this.next = start + interval;
  }

  private static ProgressBar bar(long steps) {
    return new ProgressBarBuilder()
        .setTaskName("training")
        .setInitialMax(steps)
        .setUnit(" steps", 1)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(200)
        .continuousUpdate()
        .build();
  }

  @Override
  public void onStep(long step, int epoch, double loss) {
    long now = System.nanoTime();
    if (now < next) {
      return;
    }
    next = now + interval;
    String state = state(step + 1, epoch, loss, (now - start) / 1e9);
    if (bar == null) {
      System.err.println(state + left(step + 1, (now - start) / 1e9));
    } else {
      bar.stepTo(step + 1);
      bar.setExtraMessage(state);
    }
  }

  private String state(long steps, int epoch, double loss, double seconds) {
    double examplesPerSecond =
        seconds > 0 ? (double) steps * plan.batches().batchSize() / seconds : 0;
    return String.format(
        Locale.ROOT,
        "epoch %d/%d  step %,d/%,d  %,.0f examples/s  loss %.4f%s",
        epoch + 1,
        plan.epochs(),
        steps,
        plan.steps(),
        examplesPerSecond,
        loss,
        dev);
  }

  private String left(long steps, double seconds) {
    return String.format(Locale.ROOT, "  %s left", clock(seconds * (plan.steps() - steps) / steps));
  }

  /** m:ss or h:mm:ss. */
  static String clock(double seconds) {
    long s = Math.round(seconds);
    return s < 3600
        ? String.format(Locale.ROOT, "%d:%02d", s / 60, s % 60)
        : String.format(Locale.ROOT, "%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60);
  }

  @Override
  public void onEvaluation(Split split, long steps, MetricReport metrics) {
    dev = MainMetric.of(metrics).map(metric -> "  " + split + " " + metric).orElse("");
    if (bar == null) {
      long step = steps - 1;
      System.err.printf(
          Locale.ROOT,
          "epoch %d/%d  step %,d/%,d%s%n",
          plan.batches().epoch(step) + 1,
          plan.epochs(),
          steps,
          plan.steps(),
          dev);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
