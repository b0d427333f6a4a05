package dev.lockstep.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.StageInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;

/** Spark's pages call every job and stage of every command by what it is for. */
@Timeout(300)
final class JobNamesIT {
  private static final List<String> SEEN = Collections.synchronizedList(new ArrayList<>());

  @TempDir private Path directory;

  /** Hears of all jobs of the sessions that commands start. */
  public static final class Jobs extends SparkListener {
    @Override
    public void onJobStart(SparkListenerJobStart start) {
      Properties job = start.properties();
      String name =
          job.getProperty("spark.jobGroup.id") + ": " + job.getProperty("spark.job.description");
      CollectionConverters.asJava(start.stageInfos()).stream()
          .map(StageInfo::name)
          .forEach(stage -> SEEN.add(name + " / " + stage));
    }
  }

  @BeforeEach
  void listen() {
    System.setProperty("spark.extraListeners", Jobs.class.getName());
    System.setProperty("spark.master", "local[2]");
    System.setProperty("spark.ui.enabled", "false");
  }

  @AfterEach
  void stopListening() {
    List.of("spark.extraListeners", "spark.master", "spark.ui.enabled")
        .forEach(System::clearProperty);
  }

  /** The jobs of a command and their stages, each once. */
  private static List<String> jobs(String... arguments) {
    SEEN.clear();
    Outcome.ofRun(arguments).succeeded();
    assertThat(SEEN)
        .allMatch(name -> name.startsWith("lockstep: "))
        .noneMatch(name -> name.contains("null"))
        .noneMatch(name -> name.matches(".* at \\w+\\.(java|scala):\\d+.*"));
    return SEEN.stream().distinct().toList();
  }

  private String at(String name) {
    return directory.resolve(name).toString();
  }

  @Test
  void everyJobOfEveryCommandSaysWhatItIsFor() throws IOException {
    String table = at("table");
    assertThat(jobs("generate", "--rows", "400", "--output", table))
        .containsExactly("lockstep: write " + table + " / write " + table);
    String csv = at("csv");
    jobs("generate", "--rows", "400", "--output", csv, "--output-format", "csv");
    String config = at("config.yaml");
    jobs("init", table, "--label", "label", "--output", config);
    jobs("init", csv, "--format", "csv", "--label", "label", "--output", at("csv.yaml"));
    jobs("validate", config);
    jobs("check-gradients", config, "--after-steps", "2");
    assertThat(train(config, "output.path=" + at("run"), "data.scale=robust"))
        .contains(
            "lockstep: load: statistics / load: statistics",
            "lockstep: load: assemble shards / load: pack rows",
            "lockstep: epochs 1 to 2: session / epochs 1 to 2: session");
    assertThat(train(config, "output.path=" + at("jobs"), "training.exchange=job"))
        .contains(
            "lockstep: epoch 1 of 2: steps / epoch 1 of 2: steps",
            "lockstep: epoch 2 of 2: steps / epoch 2 of 2: steps",
            "lockstep: evaluate dev / evaluate dev")
        .noneMatch(name -> name.contains("epoch 3"));
    train(config, "output.path=" + at("curve"), "--learning-curve");
    train(at("csv.yaml"), "output.path=" + at("csv-run"), "training.shuffle=none");
    assertThat(jobs("evaluate", at("run"), "--input", table))
        .contains("lockstep: evaluate train / evaluate train");
    assertThat(jobs("predict", at("run"), "--input", table, "--output", at("scored")))
        .contains("lockstep: write " + at("scored") + " / write " + at("scored"));
    jobs(
        "predict",
        at("csv-run"),
        "--input",
        csv,
        "--format",
        "csv",
        "--output",
        at("scored-csv"),
        "--output-format",
        "csv");
    assertThat(jobs("diagnose", at("run"))).isEmpty();
  }

  /** The jobs of a short training with more arguments, or settings. */
  private static List<String> train(String config, String... more) {
    List<String> words = new ArrayList<>(List.of("train", config));
    List<String> settings =
        List.of("training.epochs=2", "training.shards=1", "data.dev_fraction=0.2");
    for (String word : Stream.concat(settings.stream(), Stream.of(more)).toList()) {
      words.addAll(word.startsWith("--") ? List.of(word) : List.of("--set", word));
    }
    return jobs(words.toArray(String[]::new));
  }
}
