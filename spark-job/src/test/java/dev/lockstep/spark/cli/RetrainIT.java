package dev.lockstep.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.spark.cli.terminal.Failure;
import dev.lockstep.spark.testing.Processes;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nights of retraining by the crontab line of conf/schedulers, with the recipe as it is. */
@Timeout(1800)
final class RetrainIT {
  private static final String SCHEDULE = "30 2 * * * ";

  @TempDir private Path directory;
  private NightTables tables;

  @BeforeEach
  void install() throws IOException {
    tables = new NightTables(Files.createDirectories(directory.resolve("people")));
    install("lockstep");
  }

  /** A directory such as /opt/lockstep. */
  private Path install(String name) throws IOException {
    Path site = Files.createDirectories(directory.resolve(name));
    for (String part : List.of("scripts", "conf")) {
      Files.createSymbolicLink(site.resolve(part), Outcome.HOME.resolve(part));
    }
    return site;
  }

  private Path site() {
    return directory.resolve("lockstep");
  }

  /** The line that begins with the schedule, in places of this test, with the log on a pipe. */
  private List<String> line(Path site, String... more) throws IOException {
    String page = Files.readString(Outcome.HOME.resolve("conf/schedulers/README.md"));
    List<String> lines = page.lines().filter(line -> line.startsWith(SCHEDULE)).toList();
    assertThat(lines).singleElement().asString().doesNotContain("%");
    String line = lines.get(0).substring(SCHEDULE.length());
    String recipe = " conf/retrain.yaml ";
    for (String part : List.of("/opt/lockstep", "/data/people", "/var/log/retrain.log", recipe)) {
      assertThat(line).containsOnlyOnce(part);
    }
    String here =
        line.replace("/opt/lockstep", site.toString())
            .replace("/data/people", tables.directory().toString())
            .replace("/var/log/retrain.log", "/dev/stdout")
            .replace(
                recipe, recipe + String.join("", Stream.of(more).map(it -> it + " ").toList()));
    return List.of("/bin/sh", "-c", here);
  }

  private Night night(Path site, String... more) throws IOException, InterruptedException {
    return Night.of(directory, line(site, more));
  }

  private Night night(String date) throws IOException, InterruptedException {
    return night(site(), "--var", "date=" + date);
  }

  /** The lines of the versions, the newest first. */
  private List<String> versions() throws IOException, InterruptedException {
    String[] command = {"models", "list", "--registry", "models", "--name", "people"};
    return Outcome.ofScript(site(), command).succeeded().out().lines().skip(1).toList();
  }

  /** Checks that there are so many versions, and which one is current. */
  private void assertVersions(int count, int current) throws IOException, InterruptedException {
    List<String> versions = versions();
    assertThat(versions).hasSize(count);
    assertThat(versions.stream().filter(line -> line.contains(" current ")))
        .singleElement()
        .asString()
        .startsWith(String.format(Locale.ROOT, "%7d  ", current));
    assertThat(Files.readString(site().resolve("models/people/current")))
        .isEqualTo(String.format(Locale.ROOT, "versions/%06d%n", current));
  }

  private JsonNode report(Path site, String date) throws IOException {
    return RunFiles.report(site.resolve("runs/retrain-" + date));
  }

  private String decision(String date) throws IOException {
    return report(site(), date).at("/publication/decision").asText();
  }

  private void assertRuns(String... names) throws IOException {
    assertThat(RunFiles.entries(site().resolve("runs"))).containsExactly(names);
    assertThat(RunFiles.entries(site())).containsExactly("conf", "models", "runs", "scripts");
  }

  @Test
  void nightsEndAsAPersonUnderstandsInTheMorning() throws Exception {
    String first = firstNight();
    betterNight(first);
    nightThatWasPublished(first);
    worseNight(first);
    killedNight(first);
    staleNight(first);
  }

  /** The line as it is, on whichever day this is. */
  private String firstNight() throws Exception {
    LocalDate today = LocalDate.now(ZoneId.systemDefault());
    for (LocalDate day : List.of(today, today.plusDays(1))) {
      tables.write(day.toString(), 0, 400);
    }
    Night night = night(site()).ended("train", "done", 0);
    assertThat(night.says("There is no checkpoint to resume: the training starts afresh")).isTrue();
    assertThat(night.says("There is no current model in ")).isTrue();
    String run = RunFiles.entries(site().resolve("runs")).get(0);
    String date = run.substring("retrain-".length());
    assertThat(LocalDate.parse(date)).isBetween(today, today.plusDays(1));
    assertThat(decision(date)).isEqualTo("promoted");
    assertThat(RunFiles.entries(site().resolve("runs").resolve(run)))
        .containsExactly("metrics.jsonl", "model", "report.html", "report.json");
    assertRuns(run);
    assertVersions(1, 1);
    return run;
  }

  private void betterNight(String first) throws Exception {
    tables.write("2026-01-02", 400, 12_400);
    Night night = night("2026-01-02").ended("train", "done", 0);
    assertThat(night.says("Going on from version 1 in ")).isTrue();
    JsonNode publication = report(site(), "2026-01-02").path("publication");
    assertThat(publication.path("decision").asText()).isEqualTo("promoted");
    assertThat(publication.path("challenger").asDouble())
        .isLessThan(publication.path("champion").asDouble());
    assertRuns(names(first, "retrain-2026-01-02"));
    assertVersions(2, 2);
  }

  /** The scheduler does not know that the process died when all was done. */
  private void nightThatWasPublished(String first) throws Exception {
    String[] kept = {"--var", "date=2026-01-02", "--set", "output.overwrite=false"};
    for (Night night : List.of(night("2026-01-02"), night(site(), kept))) {
      night.ended("train", "done", 0);
      assertThat(night.message()).contains("published already, as version 2 of people");
    }
    assertRuns(names(first, "retrain-2026-01-02"));
    assertVersions(2, 2);
  }

  /** The labels of the table have nothing to do with its rows. */
  private void worseNight(String first) throws Exception {
    tables.writeShuffled("2026-01-03", 400, 12_400);
    Night night = night("2026-01-03").ended("train", "done", Failure.NOT_PROMOTED);
    assertThat(night.says("Going on from version 2 in ")).isTrue();
    assertThat(decision("2026-01-03")).isEqualTo("not_better");
    assertThat(night.message()).contains("not promoted");
    assertRuns(names(first, "retrain-2026-01-02", "retrain-2026-01-03"));
    assertVersions(2, 2);
  }

  private static String[] names(String first, String... others) {
    return Stream.concat(Stream.of(first), Stream.of(others)).sorted().toArray(String[]::new);
  }

  /** Long enough that it is under way when it is looked at: thousands of steps. */
  private String[] longer() {
    return new String[] {"--var", "date=2026-01-04", "--set", "training.epochs=200"};
  }

  private void killedNight(String first) throws Exception {
    tables.write("2026-01-04", 12_400, 24_400);
    Path undisturbed = install("undisturbed");
    copy(site().resolve("models"), undisturbed.resolve("models"));

    Process killed = Outcome.builder(directory, line(site(), longer())).start();
    try (BufferedReader log = killed.inputReader()) {
      Processes.await(log, line -> line.contains("Checkpoint after step "));
      ProcessHandle training = Night.java(killed);
      signal("-STOP", training);
      Night twice = night(site(), longer()).ended("validate", "failed", Failure.IN_USE);
      assertThat(twice.message()).contains("is being written by", "process " + training.pid());
      signal("-KILL", training);
      assertThat(killed.waitFor()).isEqualTo(128 + 9);
    } finally {
      killed.descendants().forEach(ProcessHandle::destroyForcibly);
      killed.destroyForcibly();
    }
    String[] before = {"retrain-2026-01-02", "retrain-2026-01-03", "retrain-2026-01-04.incomplete"};
    assertRuns(names(first, before));
    JsonNode left = report(site(), "2026-01-04.incomplete");
    assertThat(left.path("status").asText()).isEqualTo("running");
    assertThat(left.path("checkpoint").path("step").asInt()).isPositive();
    assertVersions(2, 2);

    Night resumed = night(site(), longer());
    assertThat(resumed.says("Resuming after step ")).isTrue();
    Night whole = night(undisturbed, longer());
    assertThat(whole.says("the training starts afresh")).isTrue();
    assertThat(resumed.code()).isEqualTo(whole.code()).isIn(0, Failure.NOT_PROMOTED);
    resumed.ended("train", "done", whole.code());
    assertThat(RunFiles.sha256(model(site()))).isEqualTo(RunFiles.sha256(model(undisturbed)));
    for (String figure : List.of("/parameters", "/metrics", "/publication/interval")) {
      assertThat(report(site(), "2026-01-04").at(figure))
          .isEqualTo(report(undisturbed, "2026-01-04").at(figure));
    }
    assertRuns(names(first, "retrain-2026-01-02", "retrain-2026-01-03", "retrain-2026-01-04"));
    int versions = resumed.code() == 0 ? 3 : 2;
    assertVersions(versions, versions);
  }

  private static Path model(Path site) {
    return site.resolve("runs/retrain-2026-01-04/model/model.safetensors");
  }

  private static void signal(String signal, ProcessHandle process) throws Exception {
    int code = new ProcessBuilder("kill", signal, String.valueOf(process.pid())).start().waitFor();
    assertThat(code).isZero();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Files.copy(path, to.resolve(from.relativize(path)));
      }
    }
  }

  /** The table of two days ago has come again. */
  private void staleNight(String first) throws Exception {
    Path table = tables.write("2026-01-05", 0, 12_000);
    Files.setLastModifiedTime(table, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
    List<String> before = RunFiles.files(site().resolve("runs"));
    List<String> models = RunFiles.files(site().resolve("models"));
    Night night = night("2026-01-05").ended("validate", "failed", Failure.DATA);
    assertThat(night.message()).contains("stale input");
    assertThat(RunFiles.files(site().resolve("runs"))).isEqualTo(before);
    assertThat(RunFiles.files(site().resolve("models"))).isEqualTo(models);
    assertRuns(names(first, "retrain-2026-01-02", "retrain-2026-01-03", "retrain-2026-01-04"));
  }
}
