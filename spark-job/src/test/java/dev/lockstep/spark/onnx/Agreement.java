package dev.lockstep.spark.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import dev.lockstep.model.Model;
import dev.lockstep.model.Target.Classification;
import dev.lockstep.model.Target.Regression;
import dev.lockstep.shard.Standardizer;
import dev.lockstep.spark.config.DataConfig.Malformed;
import dev.lockstep.spark.run.Prediction;
import dev.lockstep.spark.table.score.Scorer.Layout;
import dev.lockstep.spark.testing.TestSpark;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** That ONNX Runtime predicts what Lockstep predicts: probabilities and numbers to 1e-5. */
final class Agreement {
  private static final double TOLERANCE = 1e-5;

  private final Model model;

  private Agreement(Model model) {
    this.model = model;
  }

  /** Throws AssertionError naming the first row that is predicted otherwise. */
  static void check(Model model, Dataset<Row> table) throws OrtException {
    List<Row> scored =
        new Prediction(TestSpark.session(), model, Layout.ARRAYS, Malformed.ERROR)
            .of(table)
            .collectAsList();
    try (InOnnxRuntime runtime = new InOnnxRuntime(OnnxModel.of(model, "test", "1"))) {
      Map<String, Object> outputs = runtime.of(scored);
      for (int i = 0; i < scored.size(); i++) {
        new Agreement(model).check(scored.get(i), outputs, i);
      }
    }
  }

  private void check(Row expected, Map<String, Object> outputs, int i) {
    Object prediction = Array.get(outputs.get("prediction"), i);
    if (model.target() instanceof Regression regression) {
      checkNumbers(regression, expected, prediction);
      return;
    }
    Classification classes = (Classification) model.target();
    double[] probabilities = probabilities(classes, outputs, i);
    if (expected.isNullAt(expected.fieldIndex("prediction"))) {
      assertThat(probabilities).as("row %s", expected).containsOnly(Double.NaN);
      assertThat(classes.indexOf(prediction)).isEqualTo(prediction.equals(false) ? 0 : -1);
      return;
    }
    double[] those = probabilities(classes, expected);
    assertThat(probabilities).as("row %s", expected).containsExactly(those, within(TOLERANCE));
    if (!isOpen(classes, those)) {
      assertThat(classes.indexOf(prediction))
          .as("row %s", expected)
          .isEqualTo(classes.indexOf(expected.getAs("prediction")));
    }
  }

  private static double[] probabilities(
      Classification classes, Map<String, Object> outputs, int i) {
    if (classes.labels().size() == 2) {
      return new double[] {Models.output(outputs, "probability", float[].class)[i]};
    }
    float[] found = Models.output(outputs, "probabilities", float[][].class)[i];
    double[] all = new double[found.length];
    Arrays.setAll(all, c -> found[c]);
    return all;
  }

  private static double[] probabilities(Classification classes, Row expected) {
    if (classes.labels().size() == 2) {
      return new double[] {expected.<Float>getAs("probability")};
    }
    List<Float> all = expected.getList(expected.fieldIndex("probabilities"));
    return all.stream().mapToDouble(Float::doubleValue).toArray();
  }

  /** Whether the probabilities are so near to where the class changes that rounding decides. */
  private static boolean isOpen(Classification classes, double[] probabilities) {
    if (probabilities.length == 1) {
      return Math.abs(probabilities[0] - classes.threshold()) < TOLERANCE;
    }
    double[] sorted = Arrays.stream(probabilities).sorted().toArray();
    return sorted[sorted.length - 1] - sorted[sorted.length - 2] < TOLERANCE;
  }

  private static void checkNumbers(Regression regression, Row expected, Object prediction) {
    int n = regression.columns().size();
    double[] found = n == 1 ? new double[] {(double) prediction} : (double[]) prediction;
    int place = expected.fieldIndex("prediction");
    if (expected.isNullAt(place)) {
      assertThat(found).as("row %s", expected).containsOnly(Double.NaN);
      return;
    }
    List<Double> those =
        n == 1 ? List.of(expected.getDouble(place)) : expected.<Double>getList(place);
    for (int c = 0; c < n; c++) {
      Standardizer unit = regression.standardizers().get(c);
      double standardized = Math.abs(those.get(c) - unit.mean()) / unit.deviation();
      assertThat(found[c])
          .as("row %s", expected)
          .isCloseTo(
              those.get(c), within(TOLERANCE * unit.deviation() * Math.max(1, standardized)));
    }
  }
}
