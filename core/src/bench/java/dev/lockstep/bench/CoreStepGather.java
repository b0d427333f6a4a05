package dev.lockstep.bench;

import dev.lockstep.augment.Augmentation;
import dev.lockstep.linalg.BlasBackend;
import dev.lockstep.nn.Network;
import dev.lockstep.shard.BatchPlan;
import dev.lockstep.shard.MiniBatches;
import dev.lockstep.shard.Shard;
import dev.lockstep.shard.Shard.RowFormat;
import dev.lockstep.shard.Shuffle;
import dev.lockstep.train.ShardGradients;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A training step as a worker takes it: {@link CoreStep}, with each mini-batch gathered from random
 * places in a shard far larger than the processor's caches.
 */
public final class CoreStepGather {
  private CoreStepGather() {}

  public static void main(String[] args) throws Exception {
    Arguments arguments =
        Arguments.parse("shape=28-128-64-2 batch=1000 rows=1000000 threads=1 seconds=3", args);
    Shape shape = Shape.parse(arguments.text("shape"));
    int rows = arguments.integer("rows");
    TrainingStep step = of(shape, arguments.integer("batch"), rows, null).requireLearning();
    StepTimes.measure(arguments.number("seconds"), step::step)
        .trainingRow("lockstep-gather", arguments)
        .print();
  }

  /** Steps on the mini-batches of a shard of random rows, augmented or not. */
  static TrainingStep of(Shape shape, int batch, int rows, @Nullable Augmentation augmentation) {
    Network network = Networks.of(shape, "plain");
    MiniBatches batches =
        new MiniBatches(
            new BatchPlan(rows, batch, Shuffle.FULL, 1, augmentation), new long[] {rows});
    ShardGradients shard =
        new ShardGradients(network, BlasBackend.NATIVE.load(), batches, shard(shape, rows));
    return new TrainingStep(network, shard::add);
  }

  private static Shard shard(Shape shape, int rows) {
    SplittableRandom random = new SplittableRandom(1);
    RowFormat format = new RowFormat(shape.features(), 1);
    Shard.Builder builder = new Shard.Builder(0, format, rows);
    float[] row = new float[format.width()];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < shape.features(); j++) {
        // Uniform, with deviation 1: quicker to draw than normal.
        row[j] = (float) (Math.sqrt(12) * (random.nextDouble() - 0.5));
      }
      row[shape.features()] = random.nextInt(shape.classes());
      row[shape.features() + 1] = 1;
      builder.add(row, 0);
    }
    return builder.build();
  }
}
