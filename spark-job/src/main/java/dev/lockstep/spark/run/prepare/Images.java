package dev.lockstep.spark.run.prepare;

import dev.lockstep.augment.ImageShape;
import dev.lockstep.augment.PixelScale;
import dev.lockstep.feature.FeatureColumn;
import dev.lockstep.feature.FeatureSchema;
import dev.lockstep.shard.BatchPlan;
import dev.lockstep.shard.MinMaxScaler;
import dev.lockstep.shard.Scaling;
import dev.lockstep.shard.Standardizer;
import dev.lockstep.spark.config.AugmentationConfig;
import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.config.LockstepConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The images that a table's features are, where a configuration has them changed. */
public final class Images {
  /** Columns that a message names. */
  private static final int NAMED = 5;

  private final AugmentationConfig config;
  private final FeatureSchema features;

  private Images(AugmentationConfig config, FeatureSchema features) {
    this.config = config;
    this.features = features;
  }

  /**
   * The mini-batches of a training on that many examples, of changed images if the configuration
   * wants them.
   *
   * @throws ConfigException if the features are no images of the shape that it says
   */
  public static BatchPlan batches(LockstepConfig config, long examples, FeatureSchema features) {
    BatchPlan batches = config.training().batches(examples);
    return config
        .augmentation()
        .map(images -> augmented(batches, images, features))
        .orElse(batches);
  }

  static BatchPlan augmented(BatchPlan batches, AugmentationConfig config, FeatureSchema features) {
    PixelScale scale = new Images(config, features).scale();
    return config.transforms().isEmpty() ? batches : batches.augmented(config.create(scale));
  }

  private PixelScale scale() {
    List<Standardizer> pixels = new ArrayList<>();
    features.columns().forEach(column -> pixels.addAll(pixels(column)));
    checkShape(pixels.size());
    return new PixelScale(
        pixels.stream().mapToDouble(Standardizer::mean).toArray(),
        pixels.stream().mapToDouble(Standardizer::deviation).toArray());
  }

  /** What its elements are of the table's numbers. */
  private static List<Standardizer> pixels(FeatureColumn column) {
    if (column instanceof FeatureColumn.Numeric number && number.encoding().isPresent()) {
      throw ConfigException.of(
          "augmentation.shape: the column '%s' becomes bins; allowed: images, without data.encode",
          column.name());
    }
    if (column instanceof FeatureColumn.Numeric number) {
      return List.of(linear(column, number.scaling()));
    }
    if (column instanceof FeatureColumn.Vector vector) {
      return vector.scalings().stream().map(scaling -> linear(column, scaling)).toList();
    }
    throw ConfigException.of(
        "augmentation.shape: the column '%s' holds %s; allowed: images, whose features are numbers"
            + " alone; leave the column out with data.exclude",
        column.name(), column instanceof FeatureColumn.Calendar ? "dates" : "categories");
  }

  /** A scaling by what is subtracted and divided by, as pixels are changed in the table's units. */
  private static Standardizer linear(FeatureColumn column, Scaling scaling) {
    if (scaling instanceof Standardizer standardizer) {
      return standardizer;
    }
    if (scaling instanceof MinMaxScaler scaler) {
      return new Standardizer(scaler.min(), scaler.max() - scaler.min());
    }
    throw ConfigException.of(
        "augmentation.shape: the column '%s' is scaled by %s, which cannot be undone by a factor;"
            + " allowed with images: data.scale standard, min_max or none",
        column.name(), scaling.kind());
  }

  private void checkShape(int found) {
    ImageShape shape = config.shape();
    if (shape.size() != found) {
      throw ConfigException.of(
          "augmentation.shape: found %s, which is %,d pixels; the table has %,d features, in %s;"
              + " allowed: a shape with as many pixels; data.exclude leaves columns out",
          shape, shape.size(), found, columns());
    }
  }

  private String columns() {
    List<FeatureColumn> all = features.columns();
    String named =
        all.stream().limit(NAMED).map(Images::describe).collect(Collectors.joining(", "));
    int more = all.size() - NAMED;
    return more > 0 ? String.format(Locale.ROOT, "%s and %,d columns more", named, more) : named;
  }

  private static String describe(FeatureColumn column) {
    return String.format(Locale.ROOT, "%s (%,d)", column.name(), column.width());
  }
}
