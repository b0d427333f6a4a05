package dev.lockstep.bench;

import dev.lockstep.augment.Augmentation;
import dev.lockstep.augment.ImageShape;
import dev.lockstep.augment.Mirror;
import dev.lockstep.augment.PixelScale;
import dev.lockstep.augment.Shift;
import java.util.Arrays;
import java.util.List;

/**
 * {@link CoreStepGather} on square images that are mirrored and shifted, in turn with the same
 * steps on images as they are, by the processor time of both.
 */
public final class AugmentedStep {
  private static final int PIXELS = 2;

  private AugmentedStep() {}

  public static void main(String[] args) throws Exception {
    Arguments arguments =
        Arguments.parse("shape=784-256-128-10 batch=500 rows=20000 threads=1 seconds=3", args);
    Shape shape = Shape.parse(arguments.text("shape"));
    int batch = arguments.integer("batch");
    int rows = arguments.integer("rows");
    TrainingStep plain = CoreStepGather.of(shape, batch, rows, null);
    TrainingStep changed = CoreStepGather.of(shape, batch, rows, mirrorAndShift(shape.features()));
    ProcessorTime ofPlain = new ProcessorTime();
    ProcessorTime ofChanged = new ProcessorTime();
    ProcessorTime.repeat(arguments.number("seconds") / 2, plain::step);
    ProcessorTime.repeat(arguments.number("seconds") / 2, changed::step);
    ProcessorTime.repeat(
        2 * arguments.number("seconds"),
        () -> {
          ofPlain.add(plain::step);
          ofChanged.add(changed::step);
        });
    row("lockstep-images", arguments, ofPlain).print();
    row("lockstep-images-augmented", arguments, ofChanged).print();
  }

  private static Augmentation mirrorAndShift(int features) {
    int side = (int) Math.sqrt(features);
    double[] means = new double[features];
    double[] deviations = new double[features];
    Arrays.fill(means, 0.3);
    Arrays.fill(deviations, 0.3);
    return new Augmentation(
        new ImageShape(1, side, side),
        new PixelScale(means, deviations),
        List.of(new Mirror(0.5), new Shift(PIXELS)));
  }

  private static Row row(String peer, Arguments arguments, ProcessorTime time) {
    int batch = arguments.integer("batch");
    return new Row("core", peer)
        .with("shape", arguments.text("shape"))
        .with("batch", batch)
        .with("threads", arguments.integer("threads"))
        .with("step_ms_p50", 1e3 * time.median(), 3)
        .with("examples_per_processor_second", batch / time.median(), 0);
  }
}
