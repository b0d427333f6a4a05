package dev.lockstep.linalg;

/**
 * A BLAS, or a kernel of it, that was asked for by name cannot be had here; the message says why.
 */
public final class BlasUnavailableException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  BlasUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
