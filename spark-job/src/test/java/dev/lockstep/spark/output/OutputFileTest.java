package dev.lockstep.spark.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.assertj.core.api.Condition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file is there completely or not at all, and replaces nothing unless it may. */
final class OutputFileTest {
  @TempDir private Path directory;

  private Path file() {
    return directory.resolve("folder/model.onnx");
  }

  private static OutputFile output(Path file, boolean overwrite, Inputs inputs) {
    Output output = Output.file("--output", file.toString(), overwrite);
    return OutputFile.of(output, inputs, new Configuration());
  }

  private void write(boolean overwrite, int... bytes) {
    byte[] content = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      content[i] = (byte) bytes[i];
    }
    output(file(), overwrite, new Inputs()).write(content);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(file().resolveSibling(""))) {
      return all.map(each -> each.getFileName().toString()).toList();
    }
  }

  @Test
  void theFilesOfARunAreItsOwn() throws IOException {
    Path run = directory.resolve("run");
    Files.createDirectories(run.resolve("model"));
    Files.createFile(run.resolve("metrics.jsonl"));
    Path report = Files.createFile(run.resolve("report.json"));
    Path link = Files.createSymbolicLink(directory.resolve("link"), run.resolve("model"));
    for (Path file : List.of(report, run.resolve("new/a.html"), link.resolve("b.html"))) {
      assertThatExceptionOfType(OutputException.class)
          .isThrownBy(() -> output(file, true, new Inputs()))
          .withMessageContaining("--output " + file + " lies in the run directory " + run + ", ");
    }
    output(directory.resolve("c.html"), false, new Inputs()).write(new byte[] {1});
  }

  @Test
  void nothingButTheFileIsLeftBesideIt() throws IOException {
    write(false, 1, 2, 3);
    assertThat(file()).hasBinaryContent(new byte[] {1, 2, 3});
    assertThat(names()).containsExactly("model.onnx");
  }

  @Test
  void aFileIsReplacedOnlyIfItMayBe() throws IOException {
    write(false, 1);
    assertThatExceptionOfType(OutputException.class)
        .isThrownBy(() -> write(false, 2))
        .withMessageContaining("exists")
        .withMessageContaining("give --overwrite");
    assertThat(file()).hasBinaryContent(new byte[] {1});
    write(true, 3);
    assertThat(file()).hasBinaryContent(new byte[] {3});
    assertThat(names()).containsExactly("model.onnx");
  }

  @Test
  void aFileThatComesIntoBeingMeanwhileIsLeftAlone() throws IOException {
    OutputFile late = output(file(), false, new Inputs());
    write(false, 1);
    assertThatExceptionOfType(OutputException.class)
        .isThrownBy(() -> late.write(new byte[] {2}))
        .withMessageContaining("exists");
    assertThat(file()).hasBinaryContent(new byte[] {1});
    assertThat(names()).containsExactly("model.onnx");
  }

  @Test
  void aDirectoryIsNeverReplaced() throws IOException {
    Files.createDirectories(file());
    assertThatExceptionOfType(OutputException.class)
        .isThrownBy(() -> write(true, 1))
        .withMessageContaining("is a directory; name a file");
  }

  @Test
  void aPipeIsNeverReplaced() throws Exception {
    Files.createDirectories(directory.resolve("folder"));
    assertThat(new ProcessBuilder("mkfifo", file().toString()).start().waitFor()).isZero();
    assertThatExceptionOfType(OutputException.class)
        .isThrownBy(() -> write(true, 1))
        .withMessageContaining("is a device or pipe; name a file");
    assertThat(file()).exists().isNot(new Condition<>(Files::isRegularFile, "a regular file"));
  }

  @Test
  void nothingIsWrittenIntoAnInput() throws IOException {
    Files.createDirectories(directory.resolve("run"));
    Inputs inputs = new Inputs().add("MODEL", List.of(directory.resolve("run").toString()));
    assertThatExceptionOfType(OutputException.class)
        .isThrownBy(() -> output(directory.resolve("run/model.onnx"), true, inputs))
        .withMessageContaining("lies in MODEL");
  }

  @Test
  void aPlaceThatCannotBeWrittenToIsNamed() throws IOException {
    Files.write(directory.resolve("folder"), new byte[] {1});
    assertThatExceptionOfType(OutputException.class)
        .isThrownBy(() -> write(false, 1))
        .withMessageContaining("cannot write to --output " + file());
  }
}
