package dev.lockstep.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.feature.FeatureColumn.Numeric;
import dev.lockstep.feature.FeatureColumn.Numeric.Source;
import dev.lockstep.feature.FeatureColumn.Vector;
import dev.lockstep.model.ModelJson;
import dev.lockstep.shard.MinMaxScaler;
import dev.lockstep.shard.RobustScaler;
import dev.lockstep.shard.Scaling;
import dev.lockstep.shard.Standardizer;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PiecewiseLinearTest {
  private static final PiecewiseLinear BINS = new PiecewiseLinear(List.of(20.0, 30.0, 70.0), true);

  private static Numeric encoded(Scaling scaling, PiecewiseLinear bins) {
    return new Numeric("age", Source.NUMBER, scaling, OptionalDouble.of(50), Optional.of(bins));
  }

  private static FeatureSchema schema(FeatureColumn... columns) {
    return new FeatureSchema(List.of(columns), MissingValues.IMPUTE, Optional.empty());
  }

  private static float[] features(FeatureSchema schema, double value) {
    float[] packed = new float[schema.expansion().packed()];
    ((Numeric) schema.columns().get(0)).encode(value, packed, 0);
    float[] x = new float[schema.width()];
    schema.expansion().expand(packed, 0, x, 0);
    return x;
  }

  @Test
  void aColumnIsPackedInOneFloatAndBecomesItselfAndItsLevels() {
    FeatureSchema schema = schema(encoded(new Standardizer(40, 10), BINS));
    assertThat(schema.width()).isEqualTo(3);
    assertThat(schema.expansion().packed()).isEqualTo(1);
    assertThat(schema.featureNames())
        .containsExactly("age", "age[20.0 to 30.0]", "age[30.0 to 70.0]");
    assertThat(features(schema, 50)).containsExactly(1, 1, 0.5f);
    assertThat(features(schema, 10)).containsExactly(-3, -1, 0);
    assertThat(features(schema, 110)).containsExactly(7, 1, 2);
  }

  @Test
  void levelsDoNotDependOnTheScaling() {
    PiecewiseLinear bare = new PiecewiseLinear(BINS.edges(), false);
    for (Scaling scaling :
        List.of(
            Standardizer.none(),
            new Standardizer(-7, 0.5),
            new MinMaxScaler(20, 84),
            new RobustScaler(30, 4))) {
      FeatureSchema schema = schema(encoded(scaling, bare));
      assertThat(features(schema, 25)).containsExactly(0.5f, 0);
      assertThat(features(schema, 60)).containsExactly(1, 0.75f);
    }
  }

  @Test
  void theNumberBesideTheLevelsOfARobustColumnIsClipped() {
    RobustScaler scaling = new RobustScaler(40, 10);
    float[] x = features(schema(encoded(scaling, BINS)), 70);
    assertThat(x).containsExactly(scaling.apply(70), 1, 1);
  }

  @Test
  void whatIsMissingIsImputedFirst() {
    Numeric column = encoded(new Standardizer(40, 10), BINS);
    float[] packed = new float[1];
    column.encodeMissing(packed, 0);
    assertThat(packed).containsExactly(1);
  }

  @Test
  void columnsBehindAnEncodedOneKeepTheirPlacesInAPackedRow() {
    FeatureSchema schema =
        schema(
            encoded(new Standardizer(40, 10), BINS),
            new Vector("v", Collections.nCopies(2, Standardizer.none()), List.of(0., 0.)));
    assertThat(schema.offsets()).containsExactly(0, 1);
    assertThat(schema.width()).isEqualTo(5);
  }

  @Test
  void equalQuantilesAreOneEdge() {
    double[] quantiles = {1, 1, 2, 2, 2, 5};
    assertThat(PiecewiseLinear.of(quantiles, new Standardizer(1, 1), true))
        .contains(new PiecewiseLinear(List.of(1., 2., 5.), true));
  }

  @Test
  void edgesThatFloat32CannotTellApartAreOne() {
    double[] quantiles = {0, 1e9, 1e9 + 1, 2e9};
    assertThat(PiecewiseLinear.of(quantiles, Standardizer.none(), false).orElseThrow().edges())
        .containsExactly(0.0, 1e9, 2e9);
    assertThat(PiecewiseLinear.of(quantiles, new Standardizer(1e9, 1), false).orElseThrow().edges())
        .containsExactly(0.0, 1e9, 1e9 + 1, 2e9);
  }

  @Test
  void fewerThanTwoBinsAreNoEncoding() {
    assertThat(PiecewiseLinear.of(new double[] {0, 0, 1, 1}, Standardizer.none(), true)).isEmpty();
    assertThat(PiecewiseLinear.of(new double[] {7, 7, 7}, new Standardizer(7, 0), true)).isEmpty();
  }

  @Test
  void everyScalingAndEncodingSurvivesJson() {
    FeatureSchema schema =
        schema(
            encoded(new RobustScaler(0.1, 3), BINS),
            new Numeric("min", Source.NUMBER, new MinMaxScaler(-1, 2), OptionalDouble.of(0)),
            new Numeric("rob", Source.BOOLEAN, new RobustScaler(-1, 2), OptionalDouble.of(1)),
            new Vector(
                "v", List.of(new MinMaxScaler(0, 1), new MinMaxScaler(2, 2)), List.of(0., 0.)),
            new Vector(
                "w", List.of(new RobustScaler(0, 1), new RobustScaler(2, 0)), List.of(0., 0.)));
    String json = ModelJson.of(schema);
    assertThat(ModelJson.features(json)).isEqualTo(schema);
    assertThat(json)
        .contains("\"piecewise_linear\":{\"scaled\":true,\"edges\":[20.0,30.0,70.0]}")
        .contains("\"median\":0.1,\"scale\":3.0")
        .contains("\"min\":[0.0,2.0],\"max\":[1.0,2.0]");
  }

  @Test
  void whatIsNoEncodingIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PiecewiseLinear(List.of(1.0, 2.0), true))
        .withMessageContaining("at least 2 bins");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PiecewiseLinear(List.of(1.0, 2.0, 2.0), true))
        .withMessageContaining("found 2.0 after 2.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> encoded(new Standardizer(7, 0), BINS))
        .withMessageContaining("must be finite and ascend");
    List<Scaling> mixed = List.of(new MinMaxScaler(0, 1), Standardizer.none());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Vector("v", mixed, List.of()))
        .withMessageContaining("not all scaled in the same way");
  }

  @Test
  void theWidthOfARowIsThatOfItsFeaturesNotOfItsFloats() {
    List<Double> edges = IntStream.rangeClosed(0, 1 << 19).mapToObj(i -> (double) i).toList();
    PiecewiseLinear half = new PiecewiseLinear(edges, false);
    Numeric a =
        new Numeric(
            "a", Source.NUMBER, Standardizer.none(), OptionalDouble.of(0), Optional.of(half));
    Numeric b =
        new Numeric(
            "b", Source.NUMBER, Standardizer.none(), OptionalDouble.of(0), Optional.of(half));
    Numeric c = new Numeric("c", Source.NUMBER, Standardizer.none(), OptionalDouble.of(0));
    assertThat(schema(a, b).width()).isEqualTo(FeatureSchema.MAX_WIDTH);
    assertThatThrownBy(() -> schema(a, b, c)).hasMessageContaining("1,048,577 elements together");
  }
}
