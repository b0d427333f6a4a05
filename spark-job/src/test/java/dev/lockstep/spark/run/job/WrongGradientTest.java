package dev.lockstep.spark.run.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program of conf/course that checks a gradient by hand finds what its page says. */
final class WrongGradientTest {
  private static final Path PROGRAM =
      Path.of(
              Objects.requireNonNullElse(
                  System.getProperty("maven.multiModuleProjectDirectory"), ".."))
          .resolve("conf/course/WrongGradient.java");

  /** worrying: the tensors of the two layers that do, in their order. */
  @ParameterizedTest
  @CsvSource({"none, 0, ''", "tanh, 1, 0.weight 0.bias", "mean, 1, 0.bias"})
  void theTensorsOfAMistakeAreNamed(String mistake, int code, String worrying) throws Exception {
    Process process = start(mistake);
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toList();
    assertThat(process.waitFor()).as("%s", lines).isEqualTo(code);
    assertThat(lines).hasSize(4).allMatch(line -> line.matches(".* (great|worry)"));
    assertThat(lines.stream().filter(line -> line.endsWith("worry")).map(WrongGradientTest::word))
        .containsExactly(worrying.isEmpty() ? new String[0] : worrying.split(" ", -1));
  }

  private static String word(String line) {
    return line.substring(0, line.indexOf(' '));
  }

  private static Process start(String mistake) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            PROGRAM.toString(),
            mistake)
        .redirectErrorStream(true)
        .start();
  }
}
