package dev.lockstep.spark.onnx;

import dev.lockstep.feature.Vocabulary;
import dev.lockstep.spark.onnx.Port.Element;
import java.util.List;
import java.util.stream.Stream;

/**
 * The classes of a target as a constant: as they stood in the label column, and after all of them
 * what a row has that gets no prediction.
 *
 * @param labels all of one type
 */
record ClassLabels(List<Object> labels) {
  /** No class in practice: a place where something must stand, and nothing does. */
  private static final long NO_INTEGER = Long.MIN_VALUE;

  static ClassLabels of(Vocabulary<Object> labels) {
    return new ClassLabels(labels.values());
  }

  Element element() {
    Object label = labels.get(0);
    if (label instanceof String) {
      return Element.STRING;
    } else if (label instanceof Long) {
      return Element.INT64;
    }
    return label instanceof Double ? Element.DOUBLE : Element.BOOL;
  }

  /** What stands where there is no prediction, in words. */
  String absence() {
    return switch (element()) {
      case STRING -> "; empty where there is no prediction";
      case INT64 -> "; " + NO_INTEGER + " where there is no prediction";
      case DOUBLE, FLOAT -> "; NaN where there is no prediction";
      case BOOL -> "; false where there is no prediction, too";
    };
  }

  /** [classes + 1]. */
  String constant(Graph graph) {
    return switch (element()) {
      case STRING -> graph.strings(Stream.concat(all(String.class), Stream.of("")).toList());
      case INT64 ->
          graph.ints(
              Stream.concat(all(Long.class), Stream.of(NO_INTEGER))
                  .mapToLong(Long::longValue)
                  .toArray());
      case DOUBLE, FLOAT ->
          graph.doubles(
              Stream.concat(all(Double.class), Stream.of(Double.NaN))
                  .mapToDouble(Double::doubleValue)
                  .toArray());
      case BOOL -> graph.bools(Stream.concat(all(Boolean.class), Stream.of(false)).toList());
    };
  }

  private <T> Stream<T> all(Class<T> type) {
    return labels.stream().map(type::cast);
  }
}
