package dev.lockstep.bench;

import dev.ludovic.netlib.blas.BLAS;
import java.lang.reflect.Method;
import java.nio.file.Path;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;

/** bytedeco's OpenBLAS behind netlib's JNI: for the benchmarks here and for Spark MLlib. */
public final class NativeBlas {
  private NativeBlas() {}

  /** Makes netlib bind OpenBLAS, on one thread for each that calls it. */
  public static BLAS load() {
    return load(1);
  }

  /**
   * Makes netlib bind OpenBLAS, on that many threads. bytedeco unpacks two copies of the library;
   * the one whose threads its call sets is the one without LAPACK.
   */
  public static BLAS load(int threads) {
    Path library =
        Path.of(Loader.load(openblas_nolapack.class)).resolveSibling("libopenblas_nolapack.so.0");
    System.setProperty("dev.ludovic.netlib.blas.nativeLibPath", library.toString());
    openblas_nolapack.blas_set_num_threads(threads);
    try {
      Method instance = Class.forName("dev.ludovic.netlib.blas.JNIBLAS").getMethod("getInstance");
      instance.setAccessible(true);
      return (BLAS) instance.invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("netlib's JNI backend does not load here", e);
    }
  }
}
