package dev.lockstep.spark.run.directory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spark.output.Inputs;
import dev.lockstep.spark.output.Output;
import dev.lockstep.spark.output.RunDirectory;
import dev.lockstep.spark.report.RunReport;
import dev.lockstep.spark.testing.LogLines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of a run while it goes on, and when it has ended. */
final class LivePageTest {
  private static final String REFRESHING = "http-equiv=\"refresh\"";

  @TempDir private Path directory;

  private RunDirectory claim() {
    return RunDirectory.create(
        Output.runDirectory(directory.resolve("run").toString(), false),
        new Inputs(),
        new Configuration(),
        "test");
  }

  private Path file() {
    return directory.resolve("run.incomplete/report.html");
  }

  private static RunReport report(String status) {
    return new RunReport(Map.of("lockstep_version", "1")).ended(status, List.of());
  }

  private static Map<String, Object> step(int step, double loss) {
    return Map.of("event", "step", "step", step, "loss", loss);
  }

  @Test
  void aRunThatGoesOnHasAPageFromItsFirstStepOn() throws IOException {
    try (RunDirectory run = claim()) {
      try (LivePage page = new LivePage(run)) {
        page.onStep(0, 0, 1);
        page.running(report("running"));
        page.add(step(1, 0.75));
        page.onStep(0, 0, 0.75);
      }
      assertThat(Files.readString(file())).contains(REFRESHING, "0.75");
    }
    assertThat(file().getParent()).doesNotExist();
  }

  @Test
  void withinSomeSecondsItIsWrittenOnce() throws IOException {
    try (RunDirectory run = claim()) {
      try (LivePage page = new LivePage(run)) {
        page.running(report("running"));
        page.onStep(0, 0, 1);
        page.add(step(2, 0.625));
        page.onStep(1, 0, 1);
      }
      assertThat(Files.readString(file())).doesNotContain("0.625");
    }
  }

  @Test
  void whenARunHasEndedThePageTellsAllAndStays() throws IOException {
    try (RunDirectory run = claim();
        LivePage page = new LivePage(run)) {
      page.running(report("running"));
      page.onStep(0, 0, 1);
      page.read("{\"event\":\"step\",\"step\":1,\"loss\":0.5}\n".getBytes(StandardCharsets.UTF_8));
      page.add(step(2, 0.375));
      page.end(report("failed"), run.folder());
      page.onStep(2, 0, 1);
      assertThat(page.isWritten()).isTrue();
      assertThat(Files.readString(file()))
          .contains("0.5", "0.375", "\"failed\"")
          .doesNotContain(REFRESHING);
    }
  }

  @Test
  void aPageGivesWayToWhatMustBeWrittenAndComesBackAtTheEnd() throws IOException {
    try (RunDirectory run = claim();
        LivePage page = new LivePage(run)) {
      page.running(report("running"));
      page.onStep(0, 0, 1);
      page.giveWay(run.folder());
      assertThat(file()).doesNotExist();
      page.onStep(1, 0, 1);
      page.end(report("finished"), run.folder());
      assertThat(Files.readString(file())).contains("\"finished\"");
    }
  }

  @Test
  void aPageThatCannotBeWrittenIsOneWarningAndNothingElse() throws IOException {
    Path inTheWay = directory.resolve("run.incomplete/report.html/file");
    try (RunDirectory run = claim();
        LivePage page = new LivePage(run);
        LogLines log = new LogLines(PageFile.class)) {
      Files.createDirectories(inTheWay.getParent());
      Files.writeString(inTheWay, "");
      page.end(report("finished"), run.folder());
      page.end(report("finished"), run.folder());
      assertThat(page.isWritten()).isFalse();
      assertThat(log.all()).hasSize(1);
      assertThat(log.all().get(0)).startsWith("report.html cannot be written: ");
      Files.delete(inTheWay);
      Files.delete(inTheWay.getParent());
    }
  }

  @Test
  void whoTookTheDirectoryAwayFindsNoPageInIt() throws IOException {
    try (RunDirectory run = claim();
        LivePage page = new LivePage(run)) {
      Files.delete(directory.resolve("run.incomplete/owner.json"));
      Files.delete(directory.resolve("run.incomplete"));
      page.running(report("running"));
      page.onStep(0, 0, 1);
    }
    assertThat(directory).isEmptyDirectory();
  }
}
