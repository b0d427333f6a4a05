package dev.lockstep.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * How long each of many repetitions of one step took, and how many processors the process kept
 * busy.
 */
public final class StepTimes {
  private static final double WARM_UP = 0.5;
  private final long[] sorted;
  private final double seconds;
  private final double processors;

  private StepTimes(long[] nanos, long processorNanos) {
    sorted = nanos.clone();
    Arrays.sort(sorted);
    long total = Arrays.stream(sorted).sum();
    seconds = total / 1e9;
    processors = processorNanos / (double) total;
  }

  /** Repeats the step for some seconds, after half as many of warming up. */
  public static StepTimes measure(double seconds, Runnable step) {
    run(WARM_UP * seconds, step);
    long before = processorNanos();
    long[] nanos = run(seconds, step);
    return new StepTimes(nanos, processorNanos() - before);
  }

  public double stepsPerSecond() {
    return sorted.length / seconds;
  }

  /** The duration that a share of the steps, 0 to 1, does not exceed. */
  public double milliseconds(double share) {
    return sorted[(int) Math.min(sorted.length - 1L, (long) (share * sorted.length))] / 1e6;
  }

  /**
   * The row of the core's table for training steps of the arguments shape, batch and threads:
   * examples a second by the median step, for each second of processor time by all steps.
   */
  public Row trainingRow(String peer, Arguments arguments) {
    int batch = arguments.integer("batch");
    return new Row("core", peer)
        .with("shape", arguments.text("shape"))
        .with("batch", batch)
        .with("threads", arguments.integer("threads"))
        .with("examples_per_second", batch / milliseconds(0.5) * 1e3, 0)
        .with("step_ms_p50", milliseconds(0.5), 3)
        .with("processors", processors, 2)
        .with("examples_per_processor_second", batch * stepsPerSecond() / processors, 0);
  }

  /** The row of the exchange's table for rounds: parameters to so many workers, gradients back. */
  public Row exchangeRow(String peer, int parameters, int workers) {
    return figures(
        new Row("exchange", peer).with("parameters", parameters).with("workers", workers));
  }

  /** The row with the figures of rounds. */
  public Row figures(Row rounds) {
    return rounds
        .with("round_ms_p50", milliseconds(0.5), 3)
        .with("round_ms_p95", milliseconds(0.95), 3);
  }

  private static long[] run(double seconds, Runnable step) {
    long[] nanos = new long[1024];
    int steps = 0;
    long last = System.nanoTime();
    long end = last + (long) (seconds * 1e9);
    while (last < end) {
      step.run();
      long now = System.nanoTime();
      if (steps == nanos.length) {
        nanos = Arrays.copyOf(nanos, 2 * steps);
      }
      nanos[steps++] = now - last;
      last = now;
    }
    return Arrays.copyOf(nanos, steps);
  }

  private static long processorNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }
}
