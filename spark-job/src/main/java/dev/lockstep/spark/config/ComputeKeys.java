package dev.lockstep.spark.config;

import static dev.lockstep.spark.config.ValueTypes.choice;

import dev.lockstep.linalg.BlasBackend;

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

  private ComputeKeys() {}
}
