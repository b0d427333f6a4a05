package dev.lockstep.bench;

import dev.ludovic.netlib.blas.BLAS;
import java.lang.reflect.Method;
import java.nio.file.Path;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * bytedeco's OpenBLAS, on one thread, behind netlib's JNI: for the benchmarks here and for Spark
 * MLlib.
 */
public final class NativeBlas {
  private NativeBlas() {}

  /**
   * Makes netlib bind OpenBLAS. bytedeco unpacks two copies of the library; the one that its call
   * sets to one thread is the one without LAPACK.
   */
  public static BLAS load() {
    Path library =
        Path.of(Loader.load(openblas_nolapack.class)).resolveSibling("libopenblas_nolapack.so.0");
    System.setProperty("dev.ludovic.netlib.blas.nativeLibPath", library.toString());
    openblas_nolapack.blas_set_num_threads(1);
    try {
      Method instance = Class.forName("dev.ludovic.netlib.blas.JNIBLAS").getMethod("getInstance");
      instance.setAccessible(true);
      return (BLAS) instance.invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("netlib's JNI backend does not load here", e);
    }
  }
}
