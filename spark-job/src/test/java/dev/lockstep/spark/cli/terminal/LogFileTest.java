package dev.lockstep.spark.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spark.cli.RunFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.apache.logging.log4j.message.SimpleMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** No line of a log is lost on its way, and none that is lost harms anything. */
final class LogFileTest {
  private final LogFile log =
      new LogFile("test", null, PatternLayout.newBuilder().withPattern("%m%n").build());

  @TempDir private Path directory;

  @AfterEach
  void end() throws IOException {
    log.moveTo(null);
    log.end();
  }

  private void say(String line) {
    log.append(
        Log4jLogEvent.newBuilder()
            .setLevel(Level.WARN)
            .setMessage(new SimpleMessage(line))
            .build());
  }

  private Path file() {
    return log.file().orElseThrow();
  }

  @Test
  void thereIsNoFileWithoutALine() throws IOException {
    log.moveTo(directory.resolve("spark.log"));
    log.moveTo(null);
    assertThat(log.file()).isEmpty();
    assertThat(RunFiles.entries(directory)).isEmpty();
  }

  @Test
  void allLinesAreInOneFileWhereverItGoes() throws IOException {
    say("first");
    Path temporary = file();
    Path run = Files.createDirectory(directory.resolve("run.incomplete"));
    log.moveTo(run.resolve("spark.log"));
    say("second");
    assertThat(temporary).doesNotExist();
    Path published = Files.move(run, directory.resolve("run")).resolve("spark.log");
    log.movedTo(published);
    say("third");
    assertThat(file()).isEqualTo(published).hasContent("first\nsecond\nthird");
    log.moveTo(null);
    say("fourth");
    assertThat(published).doesNotExist();
    assertThat(file()).hasContent("first\nsecond\nthird\nfourth");
  }

  @Test
  void whatEndsAmongTemporaryFilesIsRemovedAndWhatHasAPlaceStays() throws IOException {
    say("first");
    Path temporary = file();
    log.end();
    say("second");
    assertThat(temporary).doesNotExist();
    assertThat(log.file()).isEmpty();
  }

  @Test
  @EnabledIf("hasFullDevice")
  void aFullDiskEndsTheLogAndNothingElse() throws IOException {
    Path full = directory.resolve("full.log");
    log.moveTo(Files.createSymbolicLink(full, Path.of("/dev/full")));
    say("first");
    say("second");
    assertThat(file()).isEqualTo(full);
    log.movedTo(directory.resolve("spark.log"));
    say("third");
    assertThat(file()).isEmptyFile();
  }

  static boolean hasFullDevice() {
    return Files.isWritable(Path.of("/dev/full"));
  }
}
