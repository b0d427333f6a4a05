package dev.lockstep.spark.cli.option;

import dev.lockstep.linalg.BlasBackend;
import dev.lockstep.linalg.BlasChoice;
import dev.lockstep.linalg.BlasKernel;
import dev.lockstep.spark.config.ConfigException;
import java.util.List;
import picocli.CommandLine.Option;

/** What computes a model's outputs: compute.blas and compute.kernel of a training. */
public final class ComputeOptions {
  @Option(
      names = "--blas",
      defaultValue = "auto",
      description =
          "Matrix products: ${COMPLETION-CANDIDATES}, as compute.blas of a training. Default: ${DEFAULT-VALUE}.")
  BlasBackend backend = BlasBackend.AUTO;

  @Option(
      names = "--kernel",
      defaultValue = "auto",
      paramLabel = "KERNEL",
      description =
          "OpenBLAS's code for a kind of processor, as compute.kernel of a training. Default: ${DEFAULT-VALUE}.")
  BlasKernel kernel = BlasKernel.AUTO;

  /** Both; throws ConfigException for what no BLAS can be. */
  public BlasChoice blas() {
    try {
      return BlasChoice.of(backend, kernel);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(List.of("--kernel: " + e.getMessage()));
    }
  }
}
