package dev.lockstep.linalg;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.jspecify.annotations.Nullable;

/**
 * The OpenBLAS that bytedeco packages, loaded once per JVM. It chooses its kernel while it is
 * loaded: by the environment variable OPENBLAS_CORETYPE, or else by the processor.
 */
final class OpenBlas {
  private static final String NATIVE_PATH = "dev.ludovic.netlib.blas.nativeLibPath";
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
  private static final Pattern BETWEEN_WORDS = Pattern.compile("[\\s:]+");

  private static @Nullable BlasKernel loaded;

  private OpenBlas() {}

  /** The version of the library. */
  static String version() throws IOException {
    return Loader.getVersion("org.bytedeco", "openblas");
  }

  /**
   * Loads it for netlib's JNI to call; gives the kernel that it computes with.
   *
   * @throws IllegalStateException if it cannot be that kernel
   */
  static synchronized BlasKernel load(BlasKernel wanted) throws IOException {
    BlasKernel known = loaded;
    if (known == null) {
      NativeLibraries.chooseCache();
      if (wanted != BlasKernel.AUTO) {
        requireFlags(wanted);
        setEnvironment(BlasKernel.VARIABLE + "=" + wanted.name());
      }
      known = load();
      loaded = known;
    }
    if (wanted != BlasKernel.AUTO && wanted != known) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "OpenBLAS computes with its kernel '%s' in this JVM, not '%s', and cannot change that",
              known,
              wanted));
    }
    return known;
  }

  private static BlasKernel load() {
    Path library =
        Path.of(Loader.load(openblas_nolapack.class)).resolveSibling("libopenblas_nolapack.so.0");
    if (Files.exists(library)) {
      if (System.getProperty(NATIVE_PATH) == null) {
        System.setProperty(NATIVE_PATH, library.toString());
      }
      // Its symbols can be looked up then.
      Loader.loadGlobal(library.toString());
    }
    openblas_nolapack.blas_set_num_threads(1);
    return kernel();
  }

  /** By the table of functions that OpenBLAS calls; where there is but one, it has no name. */
  private static BlasKernel kernel() {
    Pointer variable = Loader.addressof("gotoblas");
    if (variable == null) {
      return BlasKernel.AUTO;
    }
    Pointer table = new PointerPointer<>(variable).capacity(1).get(Pointer.class, 0);
    return Arrays.stream(BlasKernel.values())
        .filter(kernel -> table.equals(Loader.addressof("gotoblas_" + kernel.name())))
        .findFirst()
        .orElse(BlasKernel.AUTO);
  }

  /** OpenBLAS would end the process at the first instruction that the processor does not know. */
  private static void requireFlags(BlasKernel kernel) throws IOException {
    List<String> missing = new ArrayList<>(kernel.flags());
    missing.removeAll(flags());
    if (!missing.isEmpty()) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "this processor has no %s, which OpenBLAS's kernel '%s' needs",
              String.join(", ", missing),
              kernel));
    }
  }

  private static List<String> flags() throws IOException {
    try (var lines = Files.lines(PROCESSORS)) {
      return lines
          .filter(line -> line.startsWith("flags"))
          .findFirst()
          .map(line -> BETWEEN_WORDS.splitAsStream(line).toList())
          .orElse(List.of());
    }
  }

  /**
   * Sets a variable of this process's own environment, as C reads it: Java has no means to. The old
   * table stays, as other threads may be reading it.
   */
  private static void setEnvironment(String assignment) {
    Loader.load(Pointer.class);
    PointerPointer<Pointer> environ =
        new PointerPointer<Pointer>(Loader.addressof("environ")).capacity(1);
    PointerPointer<Pointer> old = new PointerPointer<Pointer>(environ.get(Pointer.class, 0));
    int count = 0;
    while (old.get(Pointer.class, count) != null) {
      count++;
    }
    PointerPointer<Pointer> table =
        new PointerPointer<Pointer>(Pointer.malloc((count + 2L) * Pointer.sizeof(Pointer.class)));
    // The first that is found counts.
    table.capacity(count + 2L).put(0, copy(assignment));
    for (int i = 0; i < count; i++) {
      table.put(i + 1L, old.get(Pointer.class, i));
    }
    table.put(count + 1L, (Pointer) null);
    environ.put(0, table);
  }

  private static Pointer copy(String text) {
    return new BytePointer(Pointer.malloc(text.length() + 1L))
        .capacity(text.length() + 1L)
        .putString(text);
  }
}
