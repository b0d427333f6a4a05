package dev.lockstep.spark.table.score;

import dev.lockstep.feature.FeatureSchema;
import dev.lockstep.feature.MissingValues;
import dev.lockstep.linalg.Blas;
import dev.lockstep.metric.Classes;
import dev.lockstep.model.Model;
import dev.lockstep.model.ModelJson;
import dev.lockstep.model.Target;
import dev.lockstep.nn.Network;
import dev.lockstep.shard.Standardizer;
import dev.lockstep.spark.cluster.SharedBlas;
import dev.lockstep.spark.table.read.FeatureReader;
import dev.lockstep.spark.table.score.Scorer.Layout;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * How rows are scored, without the parameters. Confined to one thread.
 *
 * @param added number of columns that scoring adds
 */
record Scoring(
    Network network,
    FeatureSchema features,
    Target target,
    Layout layout,
    int added,
    List<FeatureReader> readers,
    Blas blas) {

  /** The same as it travels in closures: features and target as JSON. */
  record Shipped(
      Network network,
      String features,
      String target,
      Layout layout,
      int added,
      List<FeatureReader> readers,
      SharedBlas blas)
      implements Serializable {
    static Shipped of(
        Model model, Layout layout, int added, List<FeatureReader> readers, SharedBlas blas) {
      return new Shipped(
          model.network(),
          ModelJson.of(model.features()),
          ModelJson.of(model.target()),
          layout,
          added,
          readers,
          blas);
    }

    Scoring open() {
      return new Scoring(
          network,
          ModelJson.features(features),
          ModelJson.target(target),
          layout,
          added,
          readers,
          blas.load());
    }
  }

  /** Whether the row lacks a feature that nothing stands for, so that it gets no prediction. */
  boolean skips(InternalRow row) {
    return features.missing() == MissingValues.DROP
        && readers.stream().anyMatch(reader -> reader.isMissing(row));
  }

  /** The added columns without a prediction. */
  InternalRow none() {
    return new GenericInternalRow(added);
  }

  /** The added columns for the network's predictions of one row, outputs[offset .. offset + n). */
  InternalRow columns(float[] outputs, int offset, int n) {
    if (target instanceof Target.Classification classes) {
      return n > 2 || classes.labels().size() > 2
          ? manyClasses(classes, outputs, offset, n)
          : twoClasses(classes, outputs, offset, n);
    }
    List<Object> numbers = numbers(((Target.Regression) target).standardizers(), outputs, offset);
    return row(n == 1 ? numbers : laidOut(numbers));
  }

  /** In the units of the labels: doubles, as those may have more digits than the outputs. */
  private static List<Object> numbers(
      List<Standardizer> standardizers, float[] outputs, int offset) {
    List<Object> numbers = new ArrayList<>();
    for (Standardizer standardizer : standardizers) {
      numbers.add(standardizer.invert(outputs[offset + numbers.size()]));
    }
    return numbers;
  }

  private static InternalRow twoClasses(
      Target.Classification classes, float[] outputs, int offset, int n) {
    Object label = predicted(classes, outputs, offset, n);
    return row(List.of(internal(label), outputs[offset + n - 1]));
  }

  private InternalRow manyClasses(
      Target.Classification classes, float[] outputs, int offset, int n) {
    Object label = predicted(classes, outputs, offset, n);
    List<Object> columns = new ArrayList<>(List.of(internal(label)));
    List<Object> probabilities = new ArrayList<>(n);
    for (int i = 0; i < n; i++) {
      probabilities.add(outputs[offset + i]);
    }
    columns.addAll(laidOut(probabilities));
    return row(columns);
  }

  private static Object predicted(
      Target.Classification classes, float[] outputs, int offset, int n) {
    return classes.labels().get(Classes.predicted(outputs, offset, n, classes.threshold()));
  }

  private static InternalRow row(List<?> columns) {
    return new GenericInternalRow(columns.toArray());
  }

  /** Several numbers, in one column or as many. */
  private List<Object> laidOut(List<Object> numbers) {
    return layout == Layout.COLUMNS ? numbers : List.of(new GenericArrayData(numbers.toArray()));
  }

  private static Object internal(Object label) {
    return label instanceof String text ? UTF8String.fromString(text) : label;
  }
}
