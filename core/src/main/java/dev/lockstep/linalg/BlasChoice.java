package dev.lockstep.linalg;

import java.io.Serializable;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which implementation of matrix products is to be used, and which kernel of OpenBLAS.
 *
 * <p>A kernel other than {@link BlasKernel#AUTO} is one of {@link BlasBackend#NATIVE}.
 */
public record BlasChoice(BlasBackend backend, BlasKernel kernel) implements Serializable {
  private static final Logger LOG = LoggerFactory.getLogger(BlasChoice.class);

  /** Whatever loads. */
  public static final BlasChoice AUTO = new BlasChoice(BlasBackend.AUTO, BlasKernel.AUTO);

  public BlasChoice {
    if (kernel != BlasKernel.AUTO && backend != BlasBackend.NATIVE) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "kernel '%s' is one of OpenBLAS, BLAS backend '%s' has none",
              kernel,
              backend));
    }
  }

  /**
   * What somebody has named, or left at AUTO: naming a kernel is naming OpenBLAS.
   *
   * @throws IllegalArgumentException for a kernel of another backend
   */
  public static BlasChoice of(BlasBackend backend, BlasKernel kernel) {
    boolean named = backend == BlasBackend.AUTO && kernel != BlasKernel.AUTO;
    return new BlasChoice(named ? BlasBackend.NATIVE : backend, kernel);
  }

  /**
   * Loads it in this JVM.
   *
   * @throws BlasUnavailableException with the cause, if it cannot be had here
   */
  public Blas load() {
    return backend.load(kernel);
  }

  /** What somebody asked for, and what it became where that was decided: the same for everyone. */
  public record Decided(BlasChoice asked, BlasChoice chosen) implements Serializable {
    /**
     * Loads what was chosen. Where that cannot be had, what was asked for, with a line in the log:
     * {@link Blas#description} tells the difference.
     *
     * @throws BlasUnavailableException with the cause, if nothing else was asked for
     */
    public Blas load() {
      try {
        return chosen.load();
      } catch (BlasUnavailableException e) {
        if (asked.equals(chosen)) {
          throw e;
        }
        LOG.warn("{}", e.getMessage());
        return asked.load();
      }
    }
  }

  /** Decides it by loading it here. */
  public Decided decide() {
    Blas blas = load();
    return new Decided(this, new BlasChoice(blas.backend(), blas.kernel()));
  }
}
