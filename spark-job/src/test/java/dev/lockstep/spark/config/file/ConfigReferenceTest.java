package dev.lockstep.spark.config.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spark.config.key.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Regenerate the table of conf/README.md with -Dreadme.update=true. */
class ConfigReferenceTest {
  private static final String BEGIN = "<!-- config:begin -->\n";
  private static final String END = "<!-- config:end -->";

  @Test
  void theTableInThePageIsUpToDate() throws IOException {
    Path readme = Repository.root().resolve("conf/README.md");
    String text = Files.readString(readme);
    int begin = text.indexOf(BEGIN) + BEGIN.length();
    int end = text.indexOf(END);
    assertThat(end)
        .as("the markers %s and %s in conf/README.md", BEGIN.strip(), END)
        .isGreaterThan(begin - 1);
    String expected = "\n" + ConfigReference.markdown() + "\n";
    if (Boolean.getBoolean("readme.update")) {
      Files.writeString(readme, text.substring(0, begin) + expected + text.substring(end));
    } else {
      assertThat(text.substring(begin, end))
          .as(
              "regenerate with ./mvnw test -Dtest=ConfigReferenceTest -Dsurefire.failIfNoSpecifiedTests=false -Dreadme.update=true")
          .isEqualTo(expected);
    }
  }

  @Test
  void everyKeyHasARow() {
    String markdown = ConfigReference.markdown();
    Registry.keys()
        .forEach(key -> assertThat(markdown).containsOnlyOnce("\n| `" + key.name() + "` | "));
  }

  @Test
  void aRowTellsTypeDefaultAndMeaning() {
    assertThat(ConfigReference.markdown())
        .contains(
            "| `training.epochs` | an integer of at least 1 | `10` | Passes over the training split. |")
        .contains(
            "| `optimizer.beta` | a number in [0, 1) | `0.9` with momentum, nesterov, rmsprop |")
        .contains("| required, or `data.train` |");
  }
}
