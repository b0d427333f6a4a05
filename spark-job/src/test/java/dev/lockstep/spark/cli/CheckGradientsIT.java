package dev.lockstep.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spark.cli.terminal.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** check-gradients as users run it, on a small table. */
final class CheckGradientsIT {
  private static final int ROWS = 120;

  @TempDir private Path directory;
  private Path config = Path.of("");
  private List<String> before = List.of();

  @BeforeEach
  void prepare() throws IOException {
    Random random = new Random(1);
    StringBuilder text = new StringBuilder("x,z,weight,y,number\n");
    for (int i = 0; i < ROWS; i++) {
      double x = random.nextGaussian();
      double z = random.nextGaussian();
      text.append(
          String.format(
              Locale.ROOT, "%.4f,%.4f,1,%s,%.4f%n", x, z, x * z > 0 ? "yes" : "no", x + z));
    }
    Path table = Files.writeString(directory.resolve("table.csv"), text);
    config = directory.resolve("config.yaml");
    Files.writeString(
        config,
        """
        data: {format: csv, train: %s, label: y, features: [x, z]}
        network: {hidden: [6, 5], keep_prob: 0.8, batch_norm: shard}
        training: {epochs: 3, batch_size: 40, shards: 2}
        regularization: {l2: 0.5}
        output: {path: %s}
        """
            .formatted(table, directory.resolve("run")));
    before = RunFiles.entries(directory);
  }

  private Outcome check(String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of("check-gradients", config.toString()));
    all.addAll(List.of(arguments));
    Outcome outcome = Outcome.ofRun(all.toArray(String[]::new));
    assertThat(RunFiles.entries(directory)).isEqualTo(before);
    return outcome;
  }

  @Test
  void aRightGradientIsGreat() throws IOException {
    String out = check().succeeded().out();
    assertThat(out)
        .startsWith("gradient of the mean loss of 40 of the 40 rows of the mini-batch of step 1\n")
        .contains(
            "penalty; 76 of 76 parameters",
            "dropout is turned off",
            "batch norm is as in training, over these rows")
        .containsPattern("\n  0\\.weight +\\[6, 2] +12 +\\S+ +great +\\S+ +\\S+ +great")
        .containsPattern("\n  all +76 +\\S+ +great +\\S+ +\\S+ +great")
        .doesNotContain("  worry");
  }

  @Test
  void theLossIsThatOfTheWeightedClassesThatAreTrained() throws IOException {
    String weighted = check("--set", "training.class_weights={yes: 20}").succeeded().out();
    assertThat(weighted)
        .contains("rows have the weights of their classes, as in training")
        .doesNotContain("  worry");
    assertThat(objective(weighted)).isNotEqualTo(objective(check().succeeded().out()));
  }

  private static String objective(String out) {
    return out.substring(out.indexOf("J = "), out.indexOf(", of which"));
  }

  @Test
  void itIsCheckedAfterSomeStepsToo() throws IOException {
    String out = check("--after-steps", "4", "--sample", "20").succeeded().out();
    assertThat(out)
        .contains("of the mini-batch of step 5\n", "; 20 of 76 parameters")
        .doesNotContain("  worry");
    assertThat(check("--after-steps", "4", "--sample", "20").out()).isEqualTo(out);
  }

  @Test
  void aGradientThatFloat32CannotHoldEndsWithCode1AndNamesTheTensor() throws IOException {
    String huge =
        Files.readString(directory.resolve("table.csv")).replaceAll("(?m)(\\d),", "$1e30,");
    Files.writeString(directory.resolve("table.csv"), huge);
    Outcome outcome =
        check(
            "--set",
            "data.standardize=false",
            "--set",
            "network.hidden=[]",
            "--set",
            "network.keep_prob=1",
            "--set",
            "network.batch_norm=none",
            "--set",
            "data.label=number",
            "--set",
            "training.loss=squared_error");
    assertThat(outcome.failed(Failure.RUNNING).err())
        .contains("error: tensor 0.weight of layer 0, dense: the gradient in float32 is off by NaN")
        .contains(
            "error: in float64 it is right: look at numbers too large or too small for float32");
    assertThat(outcome.out()).contains("  worry");
  }

  @Test
  void aTrainingThatDivergesBeforeThatStepSaysSoAndNoMore() throws IOException {
    Outcome outcome =
        check(
            "--after-steps",
            "9",
            "--set",
            "data.label=number",
            "--set",
            "training.loss=squared_error",
            "--set",
            "network.batch_norm=none",
            "--set",
            "learning_rate.initial=1e30");
    assertThat(outcome.failed(Failure.RUNNING).err())
        .containsPattern("error: the \\S+ .* at step \\d; a smaller learning_rate.initial or")
        .doesNotContain("--stacktrace");
  }

  @Test
  void badOptionsAreRefusedByName() throws IOException {
    assertRefused("--after-steps: found -1; at least 0 is allowed", "--after-steps", "-1");
    assertRefused("--sample: found 0; at least 1 is allowed", "--sample", "0");
    assertRefused("'few' is not a long", "--sample", "few");
    assertRefused("--after-step", "--after-step", "3");
    assertRefused(
        "--after-steps: found 10; the training has 9 steps, so at most that is allowed",
        "--after-steps",
        "10");
    assertRefused("training.epoch", "--set", "training.epoch=3");
  }

  private void assertRefused(String message, String... arguments) throws IOException {
    Outcome outcome = check(arguments);
    assertThat(outcome.code()).isEqualTo(Failure.USAGE);
    assertThat(outcome.err()).contains(message);
    assertThat(outcome.out()).isEmpty();
  }

  @Test
  void rowsWithoutWeightHaveNoGradient() throws IOException {
    String none = Files.readString(directory.resolve("table.csv")).replace(",1,", ",0,");
    Path table = Files.writeString(directory.resolve("none.csv"), none);
    before = RunFiles.entries(directory);
    Outcome outcome = check("--set", "data.weight=weight", "--set", "data.train=[" + table + "]");
    assertThat(outcome.failed(Failure.DATA).err()).contains("weigh");
  }
}
