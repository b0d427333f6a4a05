package dev.lockstep.spark.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.model.Model;
import dev.lockstep.spark.config.DataConfig.Malformed;
import dev.lockstep.spark.config.file.ConfigFile;
import dev.lockstep.spark.table.score.Scorer;
import dev.lockstep.spark.testing.TestSpark;
import dev.lockstep.train.Split;
import dev.lockstep.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model's two files say all that it takes to predict as it does. */
class SecondImplementationTest {
  private final SparkSession spark = TestSpark.session();
  @TempDir private Path directory;

  private Dataset<Row> table(int from, int to) {
    return spark
        .range(from, to, 1, 2)
        .selectExpr(
            "10 + 3 * sin(id) AS a",
            "cos(0.7 * id) AS b",
            "id % 100 AS d",
            "IF(id % 3 = 0, 'red', IF(id % 3 = 1, 'green', 'blue')) AS c",
            "IF(sin(id) * cos(0.7 * id) + 0.3 * sin(12.9898 * id * id) > 0.35, 'yes', 'no')"
                + " AS label");
  }

  private Model train() throws IOException {
    Path file = directory.resolve("config.yaml");
    Files.writeString(
        file,
        """
        data:
          path: nowhere
          label: label
          scale: {default: standard, a: robust, d: min_max}
          encode: {columns: [a, b], piecewise_linear: {bins: 6}}
        network:
          layers: [dense: 8, batch_norm, leaky_relu: 0.1, dropout: {keep_prob: 0.8}, dense: 5, batch_norm, leaky_relu: 0.1]
        training:
          epochs: 6
          batch_size: 50
          shards: 3
          average: {decay: 0.9}
          threshold: tune
          calibrate: temperature
        learning_rate: {initial: 0.02}
        early_stopping: {patience: 3}
        output: {path: nowhere}
        """);
    Map<Split, Dataset<Row>> data = Map.of(Split.TRAIN, table(0, 900), Split.DEV, table(900, 1300));
    Trained trained =
        new Training(spark, ConfigFile.load(file, List.of())).run(data, TrainingListener.NONE);
    assertThat(trained.report()).containsKeys("calibration", "threshold", "early_stopping");
    return trained.model();
  }

  @Test
  void itsFilesAloneGiveItsPredictions() throws IOException {
    Path saved = directory.resolve("model");
    Model model = train();
    model.save(saved);
    SecondImplementation second = new SecondImplementation(saved);
    assertThat(second.threshold()).isNotEqualTo(0.5);
    List<Row> scored =
        new Prediction(spark, Model.load(saved), Scorer.Layout.ARRAYS, Malformed.ERROR)
            .of(table(2000, 2400))
            .collectAsList();
    assertThat(scored).hasSize(400);
    for (Row row : scored) {
      Map<String, Object> values = new HashMap<>();
      List.of("a", "b", "c", "d").forEach(name -> values.put(name, row.getAs(name)));
      double expected = second.probability(values);
      double found = ((Number) row.getAs("probability")).doubleValue();
      assertThat(found).isEqualTo(expected, within(1e-5));
      if (Math.abs(expected - second.threshold()) > 1e-5) {
        Object predicted = row.getAs("prediction");
        assertThat(predicted).isEqualTo(second.label(expected > second.threshold() ? 1 : 0));
      }
    }
    assertThat(scored).extracting(row -> row.getAs("prediction")).contains("yes", "no");
  }
}
