package dev.lockstep.spark.run;

import static dev.lockstep.spark.testing.TestSpark.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.feature.MissingValues;
import dev.lockstep.model.Model;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.layer.BatchNorm;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.layer.Relu;
import dev.lockstep.nn.loss.SigmoidCrossEntropy;
import dev.lockstep.score.ClassPrediction;
import dev.lockstep.score.Prediction;
import dev.lockstep.score.RowScorer;
import dev.lockstep.spark.config.DataConfig.Malformed;
import dev.lockstep.spark.table.Loading;
import dev.lockstep.spark.table.pack.LoadedData;
import dev.lockstep.spark.table.score.Scorer;
import dev.lockstep.spark.testing.TestSpark;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import scala.jdk.javaapi.CollectionConverters;

/** What is predicted on a table, and for its rows one at a time without Spark. */
class RowScorerTest {
  private static final String COLUMNS = "n, t, flag, city, code, v, day, moment, label";

  private static String row(Random random) {
    return String.format(
        java.util.Locale.ROOT,
        "(%sD, '%s', %s, '%s', %d, array(%dF, 1.5F), DATE'%s', '%s', %s)",
        random.nextGaussian() * 5,
        random.nextInt(100) / 10.0,
        random.nextBoolean(),
        List.of("Bonn", "Ulm", "Rom").get(random.nextInt(3)),
        random.nextInt(4),
        random.nextInt(9),
        "2024-0" + (1 + random.nextInt(9)) + "-17",
        "2024-02-29 1" + random.nextInt(10) + ":30:00+01:00",
        random.nextBoolean());
  }

  private static Dataset<Row> rows(int count, long seed) {
    Random random = new Random(seed);
    StringBuilder rows = new StringBuilder(row(random));
    for (int i = 1; i < count; i++) {
      rows.append(", ").append(row(random));
    }
    return table(COLUMNS, rows.toString());
  }

  private static Model model(Dataset<Row> training, MissingValues missing) {
    LoadedData data =
        new Loading().categorical("code").calendar("day", "moment").missing(missing).load(training);
    int inputs = data.features().width();
    Network network =
        new Network(
            inputs,
            List.of(new Dense(inputs, 21, false), new BatchNorm(21), new Relu(), new Dense(21, 1)),
            new SigmoidCrossEntropy());
    Random random = new Random(1);
    float[] parameters = new float[network.parameters().size()];
    for (int i = 0; i < parameters.length; i++) {
      boolean trained = i < network.parameters().trained();
      parameters[i] = trained ? (float) random.nextGaussian() / 3 : 0.1f + random.nextFloat();
    }
    return new Model(network, parameters, data.features(), data.target());
  }

  @ParameterizedTest
  @EnumSource(MissingValues.class)
  void aRowHasTheSameBitsInATableAndAlone(MissingValues missing) {
    Model model = model(rows(60, 1), missing);
    Dataset<Row> asked = rows(300, 2).repartition(3);
    if (missing != MissingValues.ERROR) {
      for (String column : List.of("n", "t", "city", "v", "day")) {
        asked =
            asked.withColumn(column, functions.expr("if(hash(*) % 7 = 0, null, " + column + ")"));
      }
    }
    asked = asked.localCheckpoint();
    List<Row> scored =
        new dev.lockstep.spark.run.Prediction(
                TestSpark.session(), model, Scorer.Layout.ARRAYS, Malformed.ERROR)
            .of(asked)
            .collectAsList();
    RowScorer scorer = new RowScorer(model);
    int predicted = 0;
    for (Row row : scored) {
      Prediction alone = scorer.score(values(row));
      int label = row.fieldIndex("prediction");
      if (row.isNullAt(label)) {
        assertThat(alone).isEqualTo(Prediction.Missing.INSTANCE);
      } else {
        ClassPrediction found = (ClassPrediction) alone;
        assertThat(found.label()).isEqualTo(row.get(label));
        assertThat(found.probability()).isEqualTo(row.<Float>getAs("probability"));
        predicted++;
      }
    }
    assertThat(predicted).isGreaterThan(30);
  }

  private static Map<String, Object> values(Row row) {
    Map<String, Object> values = new HashMap<>();
    for (String name : row.schema().fieldNames()) {
      Object value = row.getAs(name);
      if (value instanceof java.sql.Date date) {
        value = date.toLocalDate();
      } else if (value instanceof scala.collection.Seq<?> elements) {
        value = CollectionConverters.asJava(elements);
      }
      values.put(name, value);
    }
    return values;
  }
}
