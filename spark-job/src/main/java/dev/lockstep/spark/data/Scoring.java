package dev.lockstep.spark.data;

import dev.lockstep.model.FeatureSchema;
import dev.lockstep.model.MissingValues;
import dev.lockstep.model.Model;
import dev.lockstep.model.ModelJson;
import dev.lockstep.model.Target;
import dev.lockstep.nn.Network;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.unsafe.types.UTF8String;

/** How rows are scored, without the parameters. Confined to one thread. */
record Scoring(
    Network network, FeatureSchema features, Target target, List<FeatureReader> readers) {

  /** The same as it travels in closures: features and target as JSON. */
  record Shipped(Network network, String features, String target, List<FeatureReader> readers)
      implements Serializable {
    static Shipped of(Model model, List<FeatureReader> readers) {
      return new Shipped(
          model.network(), ModelJson.of(model.features()), ModelJson.of(model.target()), readers);
    }

    Scoring open() {
      return new Scoring(network, ModelJson.features(features), ModelJson.target(target), readers);
    }
  }

  /** Whether the row lacks a feature that nothing stands for, so that it gets no prediction. */
  boolean skips(InternalRow row) {
    return features.missing() == MissingValues.DROP
        && readers.stream().anyMatch(reader -> reader.isMissing(row));
  }

  /** The added columns without a prediction. */
  InternalRow none() {
    boolean classes = target instanceof Target.Classification;
    return new GenericInternalRow(classes ? 2 : 1);
  }

  /** The added columns for the network's predictions of one row, outputs[offset .. offset + n). */
  InternalRow columns(float[] outputs, int offset, int n) {
    if (target instanceof Target.Classification classes) {
      return n > 2 || classes.labels().size() > 2
          ? manyClasses(classes, outputs, offset, n)
          : twoClasses(classes, n == 1 ? outputs[offset] : outputs[offset + 1]);
    }
    return new GenericInternalRow(
        new Object[] {n == 1 ? (Object) outputs[offset] : array(outputs, offset, n)});
  }

  private static InternalRow twoClasses(Target.Classification classes, float probability) {
    Object label = classes.labels().get(probability > 0.5f ? 1 : 0);
    return new GenericInternalRow(new Object[] {internal(label), probability});
  }

  private static InternalRow manyClasses(
      Target.Classification classes, float[] outputs, int offset, int n) {
    int best = 0;
    for (int i = 1; i < n; i++) {
      if (outputs[offset + i] > outputs[offset + best]) {
        best = i;
      }
    }
    return new GenericInternalRow(
        new Object[] {internal(classes.labels().get(best)), array(outputs, offset, n)});
  }

  private static GenericArrayData array(float[] values, int offset, int n) {
    Object[] boxed = new Object[n];
    for (int i = 0; i < n; i++) {
      boxed[i] = values[offset + i];
    }
    return new GenericArrayData(boxed);
  }

  private static Object internal(Object label) {
    return label instanceof String text ? UTF8String.fromString(text) : label;
  }
}
