package dev.lockstep.spark.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.train.Split;
import dev.lockstep.train.TrainingListener;
import java.io.IOException;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** A program trains on datasets whose splits it has made itself. */
class GivenDatasetsTest extends RunOfTables {
  GivenDatasetsTest() {
    super(
        """
        data: {path: unused, label: label}
        network: {hidden: [4]}
        training: {steps: 200, batch_size: 100, shards: 2}
        output: {path: %1$s/unused}
        """);
  }

  private Dataset<Row> rows(int from, int to) {
    return spark.range(from, to).selectExpr("sin(id) AS x", "sin(id) > 0 AS label");
  }

  @Test
  void fractionsThatWereNotUsedAreNeitherWarnedOfNorReported() throws IOException {
    Training training = new Training(spark, config());
    Trained alone = training.run(Map.of(Split.TRAIN, rows(0, 1000)), TrainingListener.NONE);
    Trained halves =
        training.run(
            Map.of(Split.TRAIN, rows(0, 1000), Split.DEV, rows(1000, 2000)), TrainingListener.NONE);
    for (Trained trained : new Trained[] {alone, halves}) {
      assertThat(trained.warnings()).noneMatch(each -> each.contains("_fraction"));
      assertThat(new ObjectMapper().valueToTree(trained.report().get("splits")).findValue("asked"))
          .isNull();
    }
  }
}
