package dev.lockstep.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Choosing a kernel of OpenBLAS, which a JVM can do but once: each in a JVM of its own. */
class BlasChoiceTest {
  @BeforeEach
  void onlyWhereThereAreKernels() {
    assumeTrue(System.getProperty("os.arch").equals("amd64"));
  }

  @Test
  void theKernelIsTheOneThatIsAskedForWhateverTheEnvironmentSays() throws Exception {
    assertThat(run(Map.of(), "nehalem")).contains("nehalem: OpenBLAS", "kernel nehalem)");
    assertThat(run(Map.of(BlasKernel.VARIABLE, "Prescott"), "nehalem")).contains("kernel nehalem)");
  }

  @Test
  void theEnvironmentChoosesWhereNothingElseDoes() throws Exception {
    assertThat(run(Map.of(BlasKernel.VARIABLE, "Prescott"), "auto"))
        .contains("auto: OpenBLAS", "kernel prescott)");
  }

  @Test
  void aLoadedKernelCannotBeExchanged() throws Exception {
    assertThat(run(Map.of(), "nehalem", "prescott", "auto"))
        .contains("nehalem: OpenBLAS")
        .contains("OpenBLAS computes with its kernel 'nehalem' in this JVM, not 'prescott'")
        .containsPattern("auto: OpenBLAS .* kernel nehalem");
  }

  @Test
  void whoeverFollowsTakesWhatWasChosenOrWhatWasAskedFor() {
    BlasChoice java = new BlasChoice(BlasBackend.JAVA, BlasKernel.AUTO);
    BlasChoice.Decided decided = BlasChoice.AUTO.decide();
    assertThat(decided.chosen().backend()).isEqualTo(BlasBackend.NATIVE);
    assertThat(decided.load().description()).isEqualTo(BlasBackend.NATIVE.load().description());
    // No processor has this one's kernel and another's.
    BlasKernel other =
        decided.chosen().kernel() == BlasKernel.PRESCOTT ? BlasKernel.NEHALEM : BlasKernel.PRESCOTT;
    BlasChoice elsewhere = new BlasChoice(BlasBackend.NATIVE, other);
    assertThat(new BlasChoice.Decided(java, elsewhere).load().backend())
        .isEqualTo(BlasBackend.JAVA);
    assertThat(catchThrowable(() -> new BlasChoice.Decided(elsewhere, elsewhere).load()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("not '" + other + "'");
  }

  @Test
  void kernelsAreOfOpenBlasOnly() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BlasChoice(BlasBackend.JAVA, BlasKernel.HASWELL))
        .withMessage("kernel 'haswell' is one of OpenBLAS, BLAS backend 'java' has none");
  }

  /** Loads those kernels, one after the other, in a JVM with that environment. */
  private static String run(Map<String, String> environment, String... kernels)
      throws IOException, InterruptedException {
    return ChildJvm.run(Loading.class, List.of(), environment, kernels);
  }

  /** The program of that JVM. */
  static final class Loading {
    private Loading() {}

    public static void main(String[] arguments) {
      for (String name : arguments) {
        BlasKernel kernel = BlasKernel.valueOf(name.toUpperCase(java.util.Locale.ROOT));
        try {
          Blas blas = new BlasChoice(BlasBackend.NATIVE, kernel).load();
          System.out.println(name + ": " + blas.description());
        } catch (IllegalStateException e) {
          System.out.println(name + ": " + e.getMessage());
        }
      }
    }
  }
}
