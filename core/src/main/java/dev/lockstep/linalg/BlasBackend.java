package dev.lockstep.linalg;

import dev.ludovic.netlib.blas.BLAS;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;
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
  private static final String NATIVE_PATH = "dev.ludovic.netlib.blas.nativeLibPath";

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
   * @throws IllegalStateException with the cause, if it is not {@link #AUTO} and cannot load here
   */
  public Blas load() {
    return LOADED.computeIfAbsent(this, BlasBackend::firstLoad);
  }

  private Blas firstLoad() {
    if (this == AUTO) {
      Blas blas = firstThatLoads();
      LOG.info("Matrix products: {}", blas.description());
      return blas;
    }
    try {
      return open();
    } catch (Exception | LinkageError e) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "BLAS backend '%s' cannot be loaded here: %s; use another (auto, native, vector, java)",
              this,
              rootCause(e)),
          e);
    }
  }

  private Blas open() throws ReflectiveOperationException, IOException {
    return switch (this) {
      case NATIVE -> openNative();
      case VECTOR -> new Blas(netlib("VectorBLAS"), "netlib (Vector API)");
      case JAVA, AUTO -> new Blas(netlib("Java11BLAS"), "netlib (plain Java)");
    };
  }

  private static Blas openNative() throws ReflectiveOperationException, IOException {
    NativeLibraries.chooseCache();
    Path library =
        Path.of(Loader.load(openblas_nolapack.class)).resolveSibling("libopenblas_nolapack.so.0");
    if (Files.exists(library) && System.getProperty(NATIVE_PATH) == null) {
      System.setProperty(NATIVE_PATH, library.toString());
    }
    openblas_nolapack.blas_set_num_threads(1);
    String version = Loader.getVersion("org.bytedeco", "openblas");
    Blas blas = new Blas(netlib("JNIBLAS"), "OpenBLAS " + version + " (netlib JNI)");
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
        return backend.open();
      } catch (Exception | LinkageError e) {
        LOG.warn("BLAS backend '{}' does not load here: {}", backend, rootCause(e));
      }
    }
    return JAVA.firstLoad();
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
