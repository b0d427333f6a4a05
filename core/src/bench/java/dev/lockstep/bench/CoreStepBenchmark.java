package dev.lockstep.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The steps of {@link CoreStep} and {@link CoreStepGather}, in JMH: its profilers look at them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 5)
@Measurement(iterations = 2, time = 20)
public class CoreStepBenchmark {
  private static final int GATHERED_ROWS = 100_000;

  /** A shape and the size of its mini-batches. */
  @Param({"28-128-64-2@1000", "784-256-128-10@500"})
  public String shape = "";

  /** Whether mini-batches are in memory, or gathered from a shard. */
  @Param({"memory", "shard"})
  public String source = "";

  private Runnable step = () -> {};

  @Setup
  public void prepare() {
    int at = shape.indexOf('@');
    Shape widths = Shape.parse(shape.substring(0, at));
    int batch = Integer.parseInt(shape.substring(at + 1));
    TrainingStep training =
        source.equals("memory")
            ? CoreStep.of(widths, batch)
            : CoreStepGather.of(widths, batch, GATHERED_ROWS, null);
    step = training::step;
  }

  @Benchmark
  public void step() {
    step.run();
  }
}
