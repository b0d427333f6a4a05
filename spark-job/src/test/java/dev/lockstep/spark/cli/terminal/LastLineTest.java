package dev.lockstep.spark.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spark.report.progress.Events;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class LastLineTest {
  private static String printed(boolean forMachines, int code, boolean interrupted) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    Optional<Events> events = forMachines ? Optional.of(new Events(out)) : Optional.empty();
    LastLine line = new LastLine(out, events);
    line.done("model in runs/churn");
    line.print(code, interrupted);
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aCommandThatIsDoneWhenItIsToldToEndIsDone() {
    assertThat(printed(false, 0, true))
        .startsWith("lockstep: done in ")
        .contains(": model in runs/churn (and told to end meanwhile)");
    assertThat(printed(true, 0, true)).contains("\"done\"").doesNotContain("exit_code");
  }

  @Test
  void aCommandThatIsToldToEndBeforeIsInterrupted() {
    assertThat(printed(false, Failure.RUNNING, true)).startsWith("lockstep: interrupted after ");
    assertThat(printed(true, Failure.RUNNING, true))
        .contains("\"interrupted\"")
        .doesNotContain("exit_code");
  }

  @Test
  void ofOthersTheExitCodeIsTold() {
    assertThat(printed(false, 0, false)).contains("done in ", "(exit code 0)");
    assertThat(printed(false, Failure.DATA, false)).contains("failed (exit code 3)");
  }
}
