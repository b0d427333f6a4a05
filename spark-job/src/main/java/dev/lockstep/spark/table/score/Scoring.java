package dev.lockstep.spark.table.score;

import dev.lockstep.feature.FeatureSchema;
import dev.lockstep.feature.MissingValues;
import dev.lockstep.model.Model;
import dev.lockstep.model.ModelJson;
import dev.lockstep.model.Target;
import dev.lockstep.nn.Network;
import dev.lockstep.score.ClassPrediction;
import dev.lockstep.score.NumberPrediction;
import dev.lockstep.score.Prediction;
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
    List<FeatureReader> readers) {

  /** The same as it travels in closures: features and target as JSON. */
  record Shipped(
      Network network,
      String features,
      String target,
      Layout layout,
      int added,
      List<FeatureReader> readers)
      implements Serializable {
    static Shipped of(Model model, Layout layout, int added, List<FeatureReader> readers) {
      return new Shipped(
          model.network(),
          ModelJson.of(model.features()),
          ModelJson.of(model.target()),
          layout,
          added,
          readers);
    }

    Scoring open() {
      return new Scoring(
          network, ModelJson.features(features), ModelJson.target(target), layout, added, readers);
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
    Prediction prediction = Prediction.of(target, outputs, offset, n);
    if (prediction instanceof ClassPrediction found) {
      return row(columns(found));
    }
    List<Object> numbers = numbers((NumberPrediction) prediction);
    return row(n == 1 ? numbers : laidOut(numbers));
  }

  /** Doubles, as labels may have more digits than the outputs. */
  private static List<Object> numbers(NumberPrediction prediction) {
    List<Object> numbers = new ArrayList<>(prediction.size());
    for (int i = 0; i < prediction.size(); i++) {
      numbers.add(prediction.value(i));
    }
    return numbers;
  }

  private List<Object> columns(ClassPrediction prediction) {
    Object label = internal(prediction.label());
    if (prediction.classes() == 2) {
      return List.of(label, prediction.probability());
    }
    List<Object> probabilities = new ArrayList<>(prediction.classes());
    for (int i = 0; i < prediction.classes(); i++) {
      probabilities.add(prediction.probability(i));
    }
    List<Object> columns = new ArrayList<>(List.of(label));
    columns.addAll(laidOut(probabilities));
    return columns;
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
