package dev.lockstep.spark.report.progress;

import dev.lockstep.metric.MetricReport;
import dev.lockstep.spark.report.MainMetric;
import dev.lockstep.train.Split;
import dev.lockstep.train.TrainingPlan;
import dev.lockstep.train.TrainingState;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Tells how a training goes: one live line on a terminal, elsewhere a plain line every few seconds
 * and at the end.
 */
public final class Progress implements Display {
  private static final long BAR_NANOS = Duration.ofMillis(100).toNanos();
  private static final long LINE_NANOS = Duration.ofSeconds(5).toNanos();

  private final TrainingPlan plan;
  private final PrintStream err;
  private final @Nullable ProgressBar bar;
  private final long interval;
  private final Pace pace;
  private long next;
  private String dev = "";

  /** Read by the thread that draws. */
  private volatile String line = "starting";

  /** On standard error, err, which is a terminal or not. */
  public Progress(TrainingPlan plan, boolean terminal, PrintStream err) {
    this.err = err;
    this.plan = plan;
    this.bar = terminal ? bar(plan.steps()) : null;
    this.interval = terminal ? BAR_NANOS : LINE_NANOS;
    long start = System.nanoTime();
    this.pace = new Pace(start);
    this.next = start + interval;
  }

  /**
   * A bar would leave no room for what there is to tell: the line is text, cut where it must be.
   */
  private ProgressBar bar(long steps) {
    return new ProgressBarBuilder()
        .setInitialMax(steps)
        .setUpdateIntervalMillis(200)
        .setRenderer((state, width) -> line.substring(0, Math.min(width, line.length())))
        .build();
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
    next = now + interval;
    line = line(step + 1, epoch, loss);
    if (bar == null) {
      err.println(line);
    } else {
      bar.stepTo(step + 1);
    }
  }

  /** What matters most comes first, as a narrow terminal cuts the end off. */
  private String line(long steps, int epoch, double loss) {
    return String.format(
        Locale.ROOT,
        "epoch %d/%d  step %,d/%,d  %s left  loss %.4f%s  %,.0f examples/s",
        epoch + 1,
        plan.epochs(),
        steps,
        plan.steps(),
        clock(pace.secondsPerStep() * (plan.steps() - steps)),
        loss,
        dev,
        pace.stepsPerSecond(steps) * plan.batches().batchSize());
  }

  /** m:ss or h:mm:ss. */
  public static String clock(double seconds) {
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
      err.printf(
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
      bar.refresh();
      bar.close();
    }
  }
}
