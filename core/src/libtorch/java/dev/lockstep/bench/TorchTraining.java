package dev.lockstep.bench;

import java.util.Locale;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * A libtorch network in training: mini-batches of random features and classes, in memory, taken in
 * turn.
 */
final class TorchTraining {
  private static final int BATCHES = 8;
  private static final int LEARNING_STEPS = 200;
  private final TorchMlp network;
  private final Tensor[] parameters;
  private final Runnable update;
  private final Tensor[] features = new Tensor[BATCHES];
  private final Tensor[] classes = new Tensor[BATCHES];
  private int step;

  TorchTraining(Shape shape, TorchMlp.Hidden hidden, int batch, String optimizer) {
    torch.manual_seed(1);
    network = new TorchMlp(shape, hidden);
    TensorVector all = network.parameters();
    parameters = all.get();
    update = update(optimizer, all);
    TensorOptions int64 = new TensorOptions(torch.ScalarType.Long);
    for (int b = 0; b < BATCHES; b++) {
      features[b] = torch.randn(batch, shape.features());
      classes[b] = torch.randint(shape.classes(), new long[] {batch}, int64);
    }
  }

  /** One step, on the next mini-batch. */
  void step() {
    step(step++ % BATCHES);
  }

  /** Fails unless steps on one and the same mini-batch make its loss fall. */
  void requireLearning() {
    float before = loss();
    for (int i = 0; i < LEARNING_STEPS; i++) {
      step(0);
    }
    float after = loss();
    if (!(after < 0.95 * before)) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT, "libtorch does not learn: a loss of %s became %s", before, after));
    }
  }

  private void step(int batch) {
    PointerScope scope = new PointerScope();
    try {
      network.loss(features[batch], classes[batch]).backward();
      update.run();
      for (Tensor p : parameters) {
        p.mutable_grad().reset();
      }
    } finally {
      scope.close();
    }
  }

  private float loss() {
    return network.loss(features[0], classes[0]).item_float();
  }

  private static Runnable update(String optimizer, TensorVector parameters) {
    return switch (optimizer) {
      case "fused-adam" -> new FusedAdam(parameters)::step;
      case "adam" -> new Adam(parameters)::step;
      default ->
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT, "no optimizer '%s'; allowed: fused-adam, adam", optimizer));
    };
  }
}
