package dev.lockstep.bench;

import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.global.torch;

/**
 * A training step as PyTorch does it: libtorch's layers, autograd and Adam on data in memory. It
 * runs in a process of its own, with the bytedeco release that libtorch was built for.
 */
public final class LibtorchPeer {
  private LibtorchPeer() {}

  /** Optimizer: fused-adam or adam; blas: mkl, or openblas as bytedeco builds it. */
  public static void main(String[] args) throws Exception {
    Arguments arguments =
        Arguments.parse(
            "shape=28-128-64-2 batch=1000 threads=1 seconds=3 optimizer=fused-adam blas=mkl"
                + " activation=relu hidden=plain",
            args);
    useBlas(arguments.text("blas"), arguments.integer("threads"));
    String activation = arguments.text("activation");
    String hidden = arguments.text("hidden");
    TorchTraining training =
        new TorchTraining(
            Shape.parse(arguments.text("shape")),
            new TorchMlp.Hidden(activation, hidden),
            arguments.integer("batch"),
            arguments.text("optimizer"));
    training.requireLearning();
    double seconds = arguments.number("seconds");
    StepTimes.measure(seconds, training::step)
        .trainingRow(
            "libtorch-" + arguments.text("optimizer") + Networks.suffix(activation, hidden),
            arguments)
        .with("blas", arguments.text("blas"))
        .print();
  }

  /** bytedeco loads the library that this property names in the place of OpenBLAS. */
  private static void useBlas(String blas, int threads) {
    if (!blas.equals("openblas")) {
      System.setProperty("org.bytedeco.openblas.load", blas);
    }
    openblas.blas_set_num_threads(threads);
    torch.set_num_threads(threads);
  }
}
