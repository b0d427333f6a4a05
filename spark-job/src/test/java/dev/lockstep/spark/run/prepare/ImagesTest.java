package dev.lockstep.spark.run.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.augment.ImageShape;
import dev.lockstep.augment.Mirror;
import dev.lockstep.augment.Transform;
import dev.lockstep.feature.FeatureColumn;
import dev.lockstep.feature.FeatureColumn.Numeric.Source;
import dev.lockstep.feature.FeatureSchema;
import dev.lockstep.feature.MissingValues;
import dev.lockstep.feature.PiecewiseLinear;
import dev.lockstep.feature.Vocabulary;
import dev.lockstep.shard.BatchPlan;
import dev.lockstep.shard.MinMaxScaler;
import dev.lockstep.shard.RobustScaler;
import dev.lockstep.shard.Scaling;
import dev.lockstep.shard.Shuffle;
import dev.lockstep.shard.Standardizer;
import dev.lockstep.spark.config.AugmentationConfig;
import dev.lockstep.spark.config.ConfigException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which tables hold images. */
class ImagesTest {
  private static final BatchPlan BATCHES = new BatchPlan(10, 5, Shuffle.FULL, 1);

  private static FeatureColumn number(String name) {
    return new FeatureColumn.Numeric(
        name, Source.NUMBER, new Standardizer(5, 2), OptionalDouble.empty());
  }

  private static FeatureColumn scaled(
      String name, Scaling scaling, Optional<PiecewiseLinear> encoding) {
    return new FeatureColumn.Numeric(
        name, Source.NUMBER, scaling, OptionalDouble.empty(), encoding);
  }

  private static FeatureColumn category(String name) {
    return new FeatureColumn.Categorical(name, new Vocabulary<>(List.of("a", "b")), false);
  }

  private static FeatureColumn date(String name) {
    return new FeatureColumn.Calendar(FeatureColumn.Vector.plain(name, 5));
  }

  private static BatchPlan of(List<Transform> transforms, FeatureColumn... columns) {
    FeatureSchema features =
        new FeatureSchema(List.of(columns), MissingValues.ERROR, Optional.empty());
    ImageShape shape = new ImageShape(1, 2, 3);
    return Images.augmented(BATCHES, new AugmentationConfig(shape, transforms), features);
  }

  private static void refused(String message, FeatureColumn... columns) {
    assertThatThrownBy(() -> of(List.of(), columns))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("augmentation.shape: " + message);
  }

  @Test
  void anImageIsOneVectorOrAColumnForEachPixel() {
    List<Transform> mirror = List.of(new Mirror(0.5));
    assertThat(of(mirror, FeatureColumn.Vector.plain("pixels", 6)).augmentation()).isNotNull();
    FeatureColumn[] columns =
        IntStream.range(0, 6).mapToObj(i -> number("p" + i)).toArray(FeatureColumn[]::new);
    assertThat(of(mirror, columns).augmentation()).isNotNull();
  }

  @Test
  void pixelsAreScaledByAFactorIfAtAll() {
    FeatureColumn[] shares =
        IntStream.range(0, 6)
            .mapToObj(i -> scaled("p" + i, new MinMaxScaler(0, 255), Optional.empty()))
            .toArray(FeatureColumn[]::new);
    assertThat(of(List.of(new Mirror(0.5)), shares).augmentation()).isNotNull();
    refused(
        "the column 'r' is scaled by robust, which cannot be undone by a factor; allowed with images:"
            + " data.scale standard, min_max or none",
        scaled("r", new RobustScaler(0, 1), Optional.empty()));
    refused(
        "the column 'e' becomes bins; allowed: images, without data.encode",
        scaled(
            "e",
            new Standardizer(0, 1),
            Optional.of(new PiecewiseLinear(List.of(0.0, 1.0, 2.0), true))));
  }

  @Test
  void withoutAnyTransformMiniBatchesStayAsTheyAre() {
    assertThat(of(List.of(), FeatureColumn.Vector.plain("pixels", 6))).isEqualTo(BATCHES);
  }

  @Test
  void aShapeMultipliesOutToTheFeatures() {
    refused(
        "found [1, 2, 3], which is 6 pixels; the table has 8 features, in pixels (7), age (1);"
            + " allowed: a shape with as many pixels; data.exclude leaves columns out",
        FeatureColumn.Vector.plain("pixels", 7),
        number("age"));
    refused(
        "found [1, 2, 3], which is 6 pixels; the table has 7 features, in p0 (1), p1 (1), p2 (1),"
            + " p3 (1), p4 (1) and 2 columns more;",
        IntStream.range(0, 7).mapToObj(i -> number("p" + i)).toArray(FeatureColumn[]::new));
  }

  @Test
  void featuresThatAreNoNumbersAreNoPixels() {
    refused(
        "the column 'c' holds categories; allowed: images, whose features are numbers alone; leave"
            + " the column out with data.exclude",
        number("a"),
        category("c"));
    refused("the column 'd' holds dates; allowed: images", date("d"));
  }
}
