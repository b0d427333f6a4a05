package dev.lockstep.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Choosing a backend: by name, by force and by what loads. */
class BlasBackendTest {
  private static final String BROKEN_LIBRARY =
      "-Ddev.ludovic.netlib.blas.nativeLibPath=/nonexistent/libblas.so";

  @ParameterizedTest
  @EnumSource(BlasBackend.class)
  void everyBackendLoadsAndIsFoundByItsName(BlasBackend backend) {
    assertThat(BlasBackend.named(backend.toString())).isSameAs(backend);
    assertThat(backend.load().description()).isNotBlank();
  }

  @Test
  void anUnknownNameIsRefusedWithWhatIsAllowed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BlasBackend.named("mkl"))
        .withMessage("no BLAS backend 'mkl'; allowed: auto, native, vector, java");
    assertThatIllegalArgumentException().isThrownBy(() -> BlasBackend.named("NATIVE"));
  }

  @Test
  void theNativeBackendNamesItsLibraryAndVersion() {
    assertThat(BlasBackend.NATIVE.load().description()).matches("OpenBLAS \\d+\\.\\d+\\..*");
    assertThat(BlasBackend.AUTO.load().description())
        .isEqualTo(BlasBackend.NATIVE.load().description());
  }

  @Test
  void aForcedBackendThatCannotLoadFailsWithTheCause() throws Exception {
    String output = load("vector");
    assertThat(output).contains("BlasUnavailableException: BLAS backend 'vector' cannot be loaded");
    assertThat(output).contains("jdk/incubator/vector", "use another (auto, native, vector, java)");
    output = load("native", BROKEN_LIBRARY);
    assertThat(output).contains("BlasUnavailableException: BLAS backend 'native' cannot be loaded");
    assertThat(output).doesNotContain("loaded netlib", "loaded OpenBLAS");
  }

  @Test
  void everyStepOfAFallbackIsLogged() throws Exception {
    String output = load("auto", BROKEN_LIBRARY);
    assertThat(output).contains("WARN", "BLAS backend 'native' does not load here: ");
    assertThat(output).contains("BLAS backend 'vector' does not load here: ");
    assertThat(output).contains("Matrix products: netlib (plain Java)");
    assertThat(output).contains("loaded netlib (plain Java)");
  }

  @Test
  void theNextBestBackendIsChosen() throws Exception {
    String output = load("auto", BROKEN_LIBRARY, "--add-modules=jdk.incubator.vector");
    assertThat(output).contains("BLAS backend 'native' does not load here: ");
    assertThat(output).doesNotContain("BLAS backend 'vector' does not load");
    assertThat(output).contains("loaded netlib (Vector API)");
  }

  /** Loads a backend in a JVM of its own with those options; returns all that it prints. */
  private static String load(String backend, String... options)
      throws IOException, InterruptedException {
    return ChildJvm.run(Loading.class, List.of(options), Map.of(), backend);
  }

  /** The program of that JVM. */
  static final class Loading {
    private Loading() {}

    public static void main(String[] arguments) {
      System.out.println("loaded " + BlasBackend.named(arguments[0]).load().description());
    }
  }
}
