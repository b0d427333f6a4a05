package dev.lockstep.linalg;

import dev.ludovic.netlib.blas.BLAS;
import java.io.IOException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The implementations of {@link Blas}: {@link #NATIVE} OpenBLAS as bytedeco packages it, called
 * through netlib's JNI; {@link #VECTOR} netlib on the incubating Vector API; {@link #JAVA} netlib
 * in plain Java; {@link #AUTO} the first of these that loads, with a log line for each that does
 * not.
 */
public enum BlasBackend {
  AUTO,
  NATIVE,
  VECTOR,
  JAVA;

  private static final Map<BlasBackend, Blas> LOADED = new ConcurrentHashMap<>();
  private static final Logger LOG = LoggerFactory.getLogger(BlasBackend.class);

  /**
   * The backend of that name.
   *
   * @throws IllegalArgumentException naming what is allowed
   */
  public static BlasBackend named(String name) {
    for (BlasBackend backend : values()) {
      if (backend.toString().equals(name)) {
        return backend;
      }
    }
    throw new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "no BLAS backend '%s'; allowed: %s",
            name,
            Arrays.stream(values()).map(Object::toString).collect(Collectors.joining(", "))));
  }

  /**
   * This backend, loaded once per JVM, when first asked for.
   *
   * @throws BlasUnavailableException with the cause, if it is not {@link #AUTO} and cannot load
   *     here
   */
  public Blas load() {
    return load(BlasKernel.AUTO);
  }

  /** This backend with that kernel, of {@link #NATIVE}; one JVM has one. */
  Blas load(BlasKernel kernel) {
    Blas blas = LOADED.computeIfAbsent(this, backend -> backend.firstLoad(kernel));
    return kernel == blas.kernel() || kernel == BlasKernel.AUTO ? blas : failing(kernel);
  }

  private Blas firstLoad(BlasKernel kernel) {
    if (this == AUTO) {
      Blas blas = firstThatLoads();
      LOG.info("Matrix products: {}", blas.description());
      return blas;
    }
    return failing(kernel);
  }

  private Blas failing(BlasKernel kernel) {
    try {
      return open(kernel);
    } catch (Exception | LinkageError e) {
      throw new BlasUnavailableException(
          String.format(
              Locale.ROOT,
              "BLAS backend '%s' cannot be loaded here: %s; use another (auto, native, vector, java)",
              this,
              describe(rootCause(e))),
          e);
    }
  }

  private Blas open(BlasKernel kernel) throws ReflectiveOperationException, IOException {
    return switch (this) {
      case NATIVE -> openNative(kernel);
      case VECTOR -> new Blas(netlib("VectorBLAS"), this, "netlib (Vector API)");
      case JAVA, AUTO -> new Blas(netlib("Java11BLAS"), JAVA, "netlib (plain Java)");
    };
  }

  private static Blas openNative(BlasKernel wanted)
      throws ReflectiveOperationException, IOException {
    BlasKernel kernel = OpenBlas.load(wanted);
    Blas blas = Blas.ofOpenBlas(netlib("JNIBLAS"), OpenBlas.version(), kernel);
    probe(blas);
    NativeLibraries.removeLoaded();
    return blas;
  }

  /**
   * netlib's own choice among its classes hides why a better one did not load; asking for one by
   * name tells.
   */
  private static BLAS netlib(String implementation) throws ReflectiveOperationException {
    Method instance =
        Class.forName("dev.ludovic.netlib.blas." + implementation).getMethod("getInstance");
    instance.setAccessible(true);
    return (BLAS) instance.invoke(null);
  }

  /** JNI binds at the first call: a product here fails now rather than in the first step. */
  private static void probe(Blas blas) {
    Matrix y = Matrix.zeros(1, 1);
    blas.addProductTransposed(Matrix.of(new float[] {3f}, 1, 1), new float[] {2f}, 0, y);
    if (y.get(0, 0) != 6f) {
      throw new IllegalStateException("2 * 3 gave " + y.get(0, 0));
    }
  }

  private static Blas firstThatLoads() {
    for (BlasBackend backend : new BlasBackend[] {NATIVE, VECTOR}) {
      try {
        return backend.open(BlasKernel.AUTO);
      } catch (Exception | LinkageError e) {
        LOG.warn("BLAS backend '{}' does not load here: {}", backend, rootCause(e));
      }
    }
    return JAVA.failing(BlasKernel.AUTO);
  }

  private static String describe(Throwable cause) {
    return cause instanceof IllegalStateException
        ? String.valueOf(cause.getMessage())
        : cause.toString();
  }

  private static Throwable rootCause(Throwable error) {
    Throwable cause = error;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
