package dev.lockstep.bench;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The floor under a training step: only its matrix products, an equal part of the batch on each
 * thread.
 */
public final class SgemmFloor {
  private SgemmFloor() {}

  public static void main(String[] args) throws Exception {
    Arguments arguments = Arguments.parse("shape=28-128-64-2 batch=1000 threads=1 seconds=3", args);
    Shape shape = Shape.parse(arguments.text("shape"));
    int batch = arguments.integer("batch");
    int threads = arguments.integer("threads");
    List<Runnable> parts =
        IntStream.range(0, threads)
            .mapToObj(t -> new MatrixProducts(shape, batch / threads, t))
            .<Runnable>map(products -> products::step)
            .toList();
    try (Gang gang = new Gang(parts)) {
      StepTimes.measure(arguments.number("seconds"), gang)
          .trainingRow("sgemm-floor", arguments)
          .print();
    }
  }
}
