package dev.lockstep.spark.onnx;

import dev.lockstep.feature.FeatureColumn;
import dev.lockstep.feature.FeatureColumn.Calendar;
import dev.lockstep.feature.FeatureColumn.Categorical;
import dev.lockstep.feature.FeatureColumn.Numeric;
import dev.lockstep.feature.FeatureColumn.Numeric.Source;
import dev.lockstep.feature.FeatureSchema;
import dev.lockstep.feature.MissingValues;
import dev.lockstep.spark.onnx.Port.Element;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The inputs of an exported model: one for each column of a schema, of its name. All numbers are
 * float64: it has a NaN, which integers have not, and no digit of a float64 or an int32 is lost.
 */
record Inputs(FeatureSchema schema) {
  Port port(FeatureColumn column) {
    if (column instanceof Categorical) {
      String meaning = "a text; integers and booleans as they are written";
      return Port.of(column.name(), Element.STRING, meaning + missing(column, missingTexts()));
    }
    String missing = missing(column, "NaN");
    if (column instanceof Numeric number) {
      String meaning = number.source() == Source.BOOLEAN ? "1 for true, 0 for false" : "a number";
      return Port.of(column.name(), Element.DOUBLE, meaning + missing);
    } else if (column instanceof Calendar) {
      String meaning = "seconds from 1970-01-01 00:00:00 UTC to a date or time";
      return Port.of(column.name(), Element.DOUBLE, meaning + missing);
    }
    return Port.of(column.name(), Element.DOUBLE, column.width(), "an array of numbers" + missing);
  }

  /** Whether something stands for a missing value. */
  boolean imputes(FeatureColumn column) {
    return schema.missing() != MissingValues.DROP && column.imputes();
  }

  private String missing(FeatureColumn column, String what) {
    return "; " + what + (imputes(column) ? " if it is missing" : " gets no prediction");
  }

  private String missingTexts() {
    List<String> configured = schema.missingTexts();
    return Stream.concat(Stream.of("", "NaN"), configured.stream())
        .map(text -> '"' + text + '"')
        .distinct()
        .collect(Collectors.joining(" or "));
  }
}
