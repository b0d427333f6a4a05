package dev.lockstep.spark.onnx;

import static dev.lockstep.spark.onnx.Models.YES_OR_NO;
import static dev.lockstep.spark.onnx.Models.binary;
import static dev.lockstep.spark.onnx.Models.model;
import static dev.lockstep.spark.onnx.Models.output;
import static dev.lockstep.spark.onnx.Models.outputs;
import static dev.lockstep.spark.onnx.Models.schema;
import static dev.lockstep.spark.testing.TestSpark.table;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import dev.lockstep.feature.FeatureColumn;
import dev.lockstep.feature.FeatureColumn.Calendar;
import dev.lockstep.feature.FeatureColumn.Categorical;
import dev.lockstep.feature.FeatureColumn.Numeric;
import dev.lockstep.feature.FeatureColumn.Numeric.Source;
import dev.lockstep.feature.FeatureColumn.Vector;
import dev.lockstep.feature.FeatureSchema;
import dev.lockstep.feature.MissingValues;
import dev.lockstep.feature.Vocabulary;
import dev.lockstep.model.Model;
import dev.lockstep.model.Target.Regression;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.layer.Tanh;
import dev.lockstep.nn.loss.SigmoidCrossEntropy;
import dev.lockstep.nn.loss.SquaredError;
import dev.lockstep.shard.Scaling.Kind;
import dev.lockstep.shard.Standardizer;
import dev.lockstep.spark.testing.TestSpark;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What an exported model makes of the values of columns is what Spark makes of them. */
class OnnxFeaturesTest {
  @ParameterizedTest
  @CsvSource({
    "STANDARD, IMPUTE", "MIN_MAX, IMPUTE", "ROBUST, IMPUTE", "NONE, IMPUTE",
    "STANDARD, DROP", "MIN_MAX, DROP", "ROBUST, DROP", "NONE, DROP",
    "STANDARD, ERROR", "ROBUST, ERROR"
  })
  void anyScalingAndPolicyGivesWhatPredictGives(Kind scale, MissingValues policy)
      throws OrtException {
    boolean impute = policy == MissingValues.IMPUTE;
    FeatureColumn[] columns = RandomRows.columns(scale, impute).toArray(new FeatureColumn[0]);
    FeatureSchema features = schema(policy, columns);
    Model model =
        model(
            features,
            YES_OR_NO,
            new SigmoidCrossEntropy(),
            new Dense(features.width(), 6),
            new Tanh(),
            new Dense(6, 1));
    Dataset<Row> table = new RandomRows(7, policy != MissingValues.ERROR).table();
    Agreement.check(model, table);
  }

  @ParameterizedTest
  @EnumSource(MissingValues.class)
  void anyTextGivesWhatPredictGives(MissingValues policy) throws OrtException {
    boolean slot = policy == MissingValues.IMPUTE;
    Vocabulary<String> words = new Vocabulary<>(List.of("a", " a", "7", "é", "7.0.0", "NaN."));
    Model model = binary(schema(policy, new Categorical("x", words, slot)));
    String present = "('a'), (' a'), ('a '), ('7'), ('7.0'), ('7.00'), ('é'), ('?x'), ('nan')";
    String missing = "(''), ('  '), ('?'), (' ? '), ('(n/a)'), ('\\t(n/a)\\n'), ('NaN'), (NULL)";
    Agreement.check(
        model, table("x", policy == MissingValues.ERROR ? present : present + ", " + missing));
  }

  @Test
  void valuesThatPredictRefusesGiveNoPrediction() throws OrtException {
    FeatureColumn number =
        new Numeric("n", Source.NUMBER, Standardizer.none(), OptionalDouble.empty());
    FeatureColumn category = new Categorical("c", new Vocabulary<>(List.of("a")), false);
    Model model = binary(schema(MissingValues.ERROR, number, category));
    Dataset<Row> table =
        table(
            "n, c",
            "(1D, 'a'), (NULL, 'a'), (double('NaN'), 'a'), (double('inf'), 'a'), (1e300D, 'a'),"
                + " (1D, NULL), (1D, '?'), (2D, 'a')");
    Map<String, Object> outputs = outputs(model, table);
    assertThat(output(outputs, "prediction", String[].class))
        .satisfies(all -> assertThat(List.of(all).subList(1, 7)).containsOnly(""))
        .satisfies(all -> assertThat(List.of(all[0], all[7])).doesNotContain(""));
    float[] probability = output(outputs, "probability", float[].class);
    for (int i = 0; i < 8; i++) {
      assertThat(Float.isNaN(probability[i])).as("row %d", i).isEqualTo(i > 0 && i < 7);
    }
  }

  @Test
  void anyMomentHasThePartsThatPredictGivesIt() throws OrtException {
    Calendar calendar = new Calendar(Vector.plain("x", 5));
    FeatureSchema features = schema(MissingValues.ERROR, calendar);
    // Each part is an output as it is.
    Network network = new Network(5, List.of(new Dense(5, 5, false)), new SquaredError());
    float[] identity = new float[25];
    for (int i = 0; i < 5; i++) {
      identity[6 * i] = 1;
    }
    Model model = new Model(network, identity, features, Regression.plain(Calendar.PARTS));
    Agreement.check(
        model,
        table(
            "x",
            "(timestamp'1970-01-01 00:00:00Z'), (timestamp'1969-12-31 23:59:59Z'),"
                + "(timestamp'2000-02-29 12:00:00Z'), (timestamp'1900-02-28 23:59:59Z'),"
                + "(timestamp'1900-03-01 00:00:00Z'), (timestamp'2024-12-31 23:59:59Z'),"
                + "(timestamp'1600-01-01 00:00:00Z'), (timestamp'9999-12-31 00:59:59Z')"));
    Agreement.check(
        model,
        TestSpark.session()
            .sql("SELECT date_add(date'0001-01-01', 13 * int(id)) AS x FROM range(280000)")
            .sample(0.02, 1));
  }
}
