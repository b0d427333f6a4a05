package dev.lockstep.linalg;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What OpenBLAS computes with: code for a kind of processor, its "core type". Different kernels add
 * in different orders, so that the last bits of a product depend on them. {@link #AUTO} is the one
 * that OpenBLAS takes by itself, or the only one that it has.
 */
public enum BlasKernel {
  AUTO(""),
  PRESCOTT("pni"),
  NEHALEM("sse4_2"),
  SANDYBRIDGE("avx"),
  HASWELL("avx2 fma"),
  ZEN("avx2 fma"),
  SKYLAKEX("avx512f avx512cd avx512bw avx512dq avx512vl"),
  COOPERLAKE("avx512f avx512cd avx512bw avx512dq avx512vl avx512_bf16"),
  SAPPHIRERAPIDS("avx512f avx512cd avx512bw avx512dq avx512vl avx512_bf16");

  /** The environment variable that chooses one where nothing else does. */
  public static final String VARIABLE = "OPENBLAS_CORETYPE";

  private final String flags;

  BlasKernel(String flags) {
    this.flags = flags;
  }

  /** What a processor must have, as Linux lists it among its flags; OpenBLAS does not look. */
  List<String> flags() {
    return Arrays.asList(flags.split(" "));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
