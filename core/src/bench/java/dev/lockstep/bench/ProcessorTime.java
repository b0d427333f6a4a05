package dev.lockstep.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.apache.commons.math3.stat.descriptive.DescriptiveStatistics;

/**
 * The processor time that one thread takes for one thing, again and again. Other programs on the
 * machine lengthen it less than they lengthen wall time.
 */
public final class ProcessorTime {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final double WARM_UP = 0.5;
  private static final int FEWEST = 5;
  private DescriptiveStatistics seconds = new DescriptiveStatistics();

  /** The median of many repetitions over some seconds, after half as many of warming up. */
  public static double median(double seconds, Runnable task) {
    ProcessorTime time = new ProcessorTime();
    repeat(WARM_UP * seconds, () -> time.add(task));
    time.seconds = new DescriptiveStatistics();
    repeat(seconds, () -> time.add(task));
    return time.median();
  }

  /** Repeats for so many seconds of wall time, and a few times at least. */
  public static void repeat(double seconds, Runnable task) {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    for (int i = 0; i < FEWEST || System.nanoTime() < end; i++) {
      task.run();
    }
  }

  /** Runs the task on the calling thread, and counts what it took. */
  public void add(Runnable task) {
    long before = THREADS.getCurrentThreadCpuTime();
    task.run();
    seconds.addValue((THREADS.getCurrentThreadCpuTime() - before) / 1e9);
  }

  /** Of all that was counted, in seconds. */
  public double median() {
    return seconds.getPercentile(50);
  }
}
