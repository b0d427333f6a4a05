package dev.lockstep.spark.config.key;

import static dev.lockstep.spark.config.yaml.ValueType.choice;

import dev.lockstep.linalg.BlasBackend;
import dev.lockstep.linalg.BlasChoice;
import dev.lockstep.linalg.BlasKernel;

/** The keys of section compute. */
final class ComputeKeys {
  static final Section SECTION = new Section("compute", "What does the arithmetic.");

  static final Key<BlasBackend> BLAS =
      SECTION.add(
          Key.of(
                  "compute.blas",
                  choice(BlasBackend.class),
                  "Matrix products: native, the OpenBLAS in the jar; vector, Java's Vector API;"
                      + " java, plain Java; auto, the first of these that loads.")
              .or(BlasBackend.AUTO));

  static final Key<BlasKernel> KERNEL =
      SECTION.add(
          Key.of(
                  "compute.kernel",
                  choice(BlasKernel.class),
                  "The code of OpenBLAS for a kind of processor, which decides the last bits; auto, the"
                      + " one for the driver's, or of its environment variable OPENBLAS_CORETYPE."
                      + " Executors take the driver's; one that has another is warned of under auto,"
                      + " and otherwise refused.")
              .or(BlasKernel.AUTO));

  private ComputeKeys() {}

  static BlasChoice config(Values values) {
    return BlasChoice.of(values.get(BLAS), values.get(KERNEL));
  }
}
