package dev.lockstep.spark.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run directory is there completely or not at all, and nobody else's is lost for it. */
final class RunDirectoryTest {
  @TempDir private Path directory;

  private Path at(String name) {
    return directory.resolve(name);
  }

  private RunDirectory claim(boolean overwrite) {
    return claim("run", overwrite);
  }

  private RunDirectory claim(String name, boolean overwrite) {
    Output output = Output.runDirectory(at(name).toString(), overwrite);
    return RunDirectory.create(output, new Inputs(), new Configuration(), "application-7");
  }

  private void finish(RunDirectory run, String metrics) throws IOException {
    write(run.folder(), metrics);
    run.publish();
  }

  private static void write(RunFolder folder, String metrics) throws IOException {
    try (OutputStream out = folder.create(RunFolder.METRICS)) {
      out.write(metrics.getBytes(StandardCharsets.UTF_8));
    }
    folder.put(RunFolder.REPORT, "{\"lockstep_version\": \"1\"}".getBytes(StandardCharsets.UTF_8));
  }

  private List<String> entries(String name) throws IOException {
    try (Stream<Path> all = Files.list(at(name))) {
      return all.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private void finishOne(boolean overwrite, String metrics) throws IOException {
    try (RunDirectory run = claim(overwrite)) {
      finish(run, metrics);
    }
  }

  private String metrics(String name) throws IOException {
    return Files.readString(at(name).resolve(RunFolder.METRICS));
  }

  @Test
  void whatIsPublishedIsCompleteAndAlone() throws IOException {
    finishOne(false, "1");
    assertThat(entries("")).containsExactly("run");
    assertThat(entries("run")).containsExactly(RunFolder.METRICS, RunFolder.REPORT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"02:30", "a:b c", "100%41", "ü#?"})
  void namesThatMeanSomethingToOthersAreNames(String name) throws IOException {
    for (String metrics : List.of("1", "2")) {
      try (RunDirectory run = claim(name, true)) {
        finish(run, metrics);
      }
      assertThat(entries("")).containsExactly(name);
      assertThat(metrics(name)).isEqualTo(metrics);
    }
    try (RunDirectory run = claim(name, true)) {
      write(run.folder(), "3");
    }
    assertThat(entries("")).containsExactly(name);
  }

  @Test
  void whatIsNotPublishedLeavesNothing() throws IOException {
    try (RunDirectory run = claim(false)) {
      write(run.folder(), "1");
      assertThat(entries("")).containsExactly("run.incomplete");
    }
    assertThat(entries("")).isEmpty();
  }

  @Test
  void aRunDirectoryIsReplacedOnlyWhereThatIsAskedFor() throws IOException {
    finishOne(false, "1");
    assertThatExceptionOfType(OutputException.class)
        .isThrownBy(() -> claim(false))
        .withMessageContaining("set output.overwrite: true");
    assertThat(metrics("run")).isEqualTo("1");
    finishOne(true, "2");
    assertThat(metrics("run")).isEqualTo("2");
    assertThat(entries("")).containsExactly("run");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"notes.txt", "data/rows.csv", "model/rows.csv", "report.json", ".git/config"})
  void nothingButARunDirectoryIsReplaced(String file) throws IOException {
    Path foreign = at("run").resolve(file);
    Files.createDirectories(foreign.getParent());
    Files.writeString(foreign, "{\"precious\": true}");
    assertThatExceptionOfType(OutputException.class)
        .isThrownBy(() -> claim(true))
        .withMessageContaining("run directory")
        .withMessageContaining(file.split("/", -1)[0])
        .withMessageContaining("not replaced");
    assertThat(foreign).hasContent("{\"precious\": true}");
    assertThat(entries("")).containsExactly("run");
  }

  @Test
  void aRunDirectoryWithSomebodysFileInItIsNotReplaced() throws IOException {
    finishOne(false, "1");
    Files.writeString(at("run/notes.txt"), "precious");
    assertThatExceptionOfType(OutputException.class)
        .isThrownBy(() -> claim(true))
        .withMessageContaining("notes.txt");
    assertThat(entries("run")).contains("notes.txt", RunFolder.REPORT);
  }

  @Test
  void aFileIsNotReplacedAndAnEmptyDirectoryIs() throws IOException {
    Files.writeString(at("run"), "precious");
    assertThatExceptionOfType(OutputException.class)
        .isThrownBy(() -> claim(true))
        .withMessageContaining("is a file");
    Files.delete(at("run"));
    Files.createDirectory(at("run"));
    finishOne(true, "1");
    assertThat(metrics("run")).isEqualTo("1");
  }

  @Test
  void aLinkIsReplacedAndWhatItLeadsToStays() throws IOException {
    finishOne(false, "1");
    Files.move(at("run"), at("old"));
    Files.createSymbolicLink(at("run"), at("old"));
    finishOne(true, "2");
    assertThat(metrics("run")).isEqualTo("2");
    assertThat(metrics("old")).isEqualTo("1");
  }

  @Test
  void whoeverComesSecondIsToldWhoWrites() throws IOException {
    try (RunDirectory first = claim(false)) {
      assertThatExceptionOfType(OutputInUseException.class)
          .isThrownBy(() -> claim(true))
          .withMessageContaining("process " + ProcessHandle.current().pid())
          .withMessageContaining("application-7")
          .withMessageContaining("since");
      finish(first, "1");
    }
    assertThat(metrics("run")).isEqualTo("1");
  }

  /** An incomplete directory of a process that does not exist any more. */
  private void die() throws IOException {
    Files.createDirectories(at("run.incomplete/model"));
    Files.writeString(at("run.incomplete/metrics.jsonl"), "of the dead");
    Files.write(at("run.incomplete/owner.json"), Dead.owner().toJson());
  }

  @Test
  void whatTheDeadLeftIsRemoved() throws IOException {
    die();
    finishOne(false, "1");
    assertThat(entries("")).containsExactly("run");
    assertThat(entries("run")).containsExactly(RunFolder.METRICS, RunFolder.REPORT);
  }

  @Test
  void whatNobodyOwnsIsRemoved() throws IOException {
    die();
    Files.delete(at("run.incomplete/owner.json"));
    finishOne(false, "1");
    assertThat(entries("")).containsExactly("run");
    assertThat(entries("run")).containsExactly(RunFolder.METRICS, RunFolder.REPORT);
  }

  @Test
  void whatIsNotOfARunIsNotRemovedWithTheDead() throws IOException {
    die();
    Files.writeString(at("run.incomplete/notes.txt"), "precious");
    assertThatExceptionOfType(OutputException.class)
        .isThrownBy(() -> claim(false))
        .withMessageContaining("notes.txt");
    assertThat(entries("run.incomplete")).contains("notes.txt", "metrics.jsonl");
  }

  @Test
  void whatWasBeingReplacedIsPutBack() throws IOException {
    finishOne(false, "1");
    Files.move(at("run"), at("run.replaced"));
    die();
    assertThatExceptionOfType(OutputException.class)
        .isThrownBy(() -> claim(false))
        .withMessageContaining("exists");
    assertThat(entries("")).containsExactly("run");
    assertThat(metrics("run")).isEqualTo("1");
  }

  @Test
  void whatHadBeenReplacedIsRemovedAndSomebodysDirectoryOfThatNameIsNot() throws IOException {
    finishOne(false, "1");
    Files.move(at("run"), at("run.replaced"));
    finishOne(true, "2");
    assertThat(metrics("run")).isEqualTo("2");
    assertThat(entries("")).containsExactly("run");
    Files.createDirectories(at("run.replaced"));
    Files.writeString(at("run.replaced/notes.txt"), "precious");
    finishOne(true, "3");
    assertThat(metrics("run")).isEqualTo("3");
    assertThat(entries("run.replaced")).containsExactly("notes.txt");
  }

  @Test
  void aFileThatWentAwayIsFoundBeforePublishing() throws IOException {
    try (RunDirectory run = claim(false)) {
      write(run.folder(), "1");
      Files.delete(at("run.incomplete/metrics.jsonl"));
      assertThatExceptionOfType(RunNotWrittenException.class)
          .isThrownBy(run::publish)
          .withMessageContaining("metrics.jsonl was written and is gone");
    }
    assertThat(entries("")).isEmpty();
  }

  @Test
  void aDirectoryThatAnotherTookIsNotPublishedNorRemoved() throws IOException {
    try (RunDirectory run = claim(false)) {
      write(run.folder(), "1");
      Files.write(at("run.incomplete/owner.json"), Owner.here("application-8").toJson());
      assertThatExceptionOfType(RunNotWrittenException.class)
          .isThrownBy(run::publish)
          .withMessageContaining("taken away");
    }
    assertThat(entries("")).containsExactly("run.incomplete");
  }

  @Test
  void anOutputThatSomebodyMadeMeanwhileIsLeftAndWhatWasTrainedIsKept() throws IOException {
    try (RunDirectory run = claim(false)) {
      Files.createDirectories(at("run.failed"));
      Files.createDirectories(at("run"));
      Files.writeString(at("run/notes.txt"), "precious");
      write(run.folder(), "1");
      assertThatExceptionOfType(OutputException.class).isThrownBy(run::publish);
      String kept = run.keep(".failed", folder -> write(folder, "2"));
      assertThat(kept).isEqualTo(at("run.failed-2").toString());
    }
    assertThat(entries("")).containsExactly("run", "run.failed", "run.failed-2");
    assertThat(entries("run")).containsExactly("notes.txt");
    assertThat(entries("run.failed-2")).containsExactly(RunFolder.METRICS, RunFolder.REPORT);
  }

  @Test
  void whatWasTrainedIsKeptWhereTheDirectoryWentAway() throws IOException {
    try (RunDirectory run = claim(false)) {
      Files.delete(at("run.incomplete/owner.json"));
      Files.delete(at("run.incomplete"));
      assertThatExceptionOfType(RunNotWrittenException.class).isThrownBy(run::checkHeld);
      String kept = run.keep(".failed", folder -> write(folder, "1"));
      assertThat(kept).isEqualTo(at("run.failed").toString());
    }
    assertThat(entries("")).containsExactly("run.failed");
    assertThat(metrics("run.failed")).isEqualTo("1");
  }
}
