package dev.lockstep.spark.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.feature.FeatureColumn.Categorical;
import dev.lockstep.feature.FeatureColumn.Numeric;
import dev.lockstep.feature.FeatureColumn.Numeric.Source;
import dev.lockstep.feature.FeatureColumn.Vector;
import dev.lockstep.feature.FeatureSchema;
import dev.lockstep.feature.MissingValues;
import dev.lockstep.feature.PiecewiseLinear;
import dev.lockstep.feature.Vocabulary;
import dev.lockstep.shard.MinMaxScaler;
import dev.lockstep.shard.Standardizer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class NumbersReportTest {
  private static final Vector VECTOR =
      new Vector("v", List.of(new MinMaxScaler(0, 1), new MinMaxScaler(0, 0)), List.of());

  private static Numeric number(String name, Optional<PiecewiseLinear> encoding) {
    return new Numeric(
        name, Source.NUMBER, new Standardizer(1, 2), OptionalDouble.empty(), encoding);
  }

  private static FeatureSchema schema(Numeric... numbers) {
    List<Numeric> all = List.of(numbers);
    return new FeatureSchema(
        List.of(
            all.get(0),
            all.get(1),
            VECTOR,
            new Categorical("c", new Vocabulary<>(List.of("a")), false)),
        MissingValues.ERROR,
        Optional.empty());
  }

  @Test
  void columnsAreCountedByTheirScalingAndEncodedOnesHaveTheirBins() {
    PiecewiseLinear bins = new PiecewiseLinear(List.of(0., 1., 2., 5.), false);
    assertThat(
            NumbersReport.of(schema(number("x", Optional.of(bins)), number("y", Optional.empty()))))
        .isEqualTo(
            Map.of("scaling", Map.of("standard", 2L, "min_max", 1L), "bins", Map.of("x", 3)));
    assertThat(
            NumbersReport.of(schema(number("x", Optional.empty()), number("y", Optional.empty()))))
        .containsOnlyKeys("scaling");
  }
}
