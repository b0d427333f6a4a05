package dev.lockstep.spark.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spark.config.file.ConfigFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoubtsTest {
  @TempDir private Path directory;

  private List<String> doubts(String... overrides) throws IOException {
    Path file = directory.resolve("config.yaml");
    Files.writeString(file, "data: {path: t, label: y}\noutput: {path: r}\n");
    return Doubts.of(ConfigFile.load(file, List.of(overrides)));
  }

  @Test
  void anAverageOfSparseWeightsIsDoubted() throws IOException {
    String average = "training.average={decay: 0.9}";
    assertThat(doubts(average, "regularization.l1=[0, 0, 1]"))
        .containsExactly(
            "with training.average regularization.l1 makes few weights exactly 0: the average also"
                + " counts the steps before they became so");
    assertThat(doubts(average, "regularization.l2=1")).isEmpty();
    assertThat(doubts("regularization.l1=1")).isEmpty();
  }

  @Test
  void whatIsWatchedAtAnotherThresholdIsDoubted() throws IOException {
    String f1 = "early_stopping={patience: 3, metric: f1}";
    assertThat(doubts("training.threshold=tune", f1, "reduce_on_plateau.patience=2"))
        .containsExactly(
            "early_stopping.metric is f1 at the threshold 0.5, and training.threshold: tune finds"
                + " another one afterwards; loss, roc_auc and pr_auc depend on none");
    assertThat(
            doubts(
                "training.threshold={tune: accuracy}",
                "reduce_on_plateau={patience: 2, metric: accuracy}"))
        .singleElement()
        .asString()
        .startsWith("reduce_on_plateau.metric is accuracy at the threshold 0.5");
    assertThat(doubts("training.threshold=0.3", f1)).isEmpty();
    assertThat(doubts("training.threshold=tune", "early_stopping={patience: 3, metric: roc_auc}"))
        .isEmpty();
  }
}
