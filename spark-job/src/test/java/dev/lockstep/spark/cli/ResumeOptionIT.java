package dev.lockstep.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spark.cli.terminal.Failure;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may stand behind --resume. */
final class ResumeOptionIT {
  @TempDir private Path directory;

  /** The configuration is missing, which is told by its name: so it was not taken for a value. */
  @ParameterizedTest
  @CsvSource({"--resume,FILE", "FILE,--resume", "--resume=force,FILE", "FILE,--resume=force"})
  void theNextWordIsNotItsValue(String first, String second) {
    String file = directory.resolve("missing.yaml").toString();
    Outcome outcome =
        Outcome.ofRun("train", first.replace("FILE", file), second.replace("FILE", file));
    assertThat(outcome.failed(Failure.USAGE).err()).contains("missing.yaml: cannot be read");
  }

  @Test
  void anotherValueIsRefused() {
    Outcome outcome = Outcome.ofRun("train", "--resume=later", "config.yaml");
    assertThat(outcome.code()).isEqualTo(Failure.USAGE);
    assertThat(outcome.err()).contains("--resume", "found 'later'; allowed: nothing, or force");
  }
}
