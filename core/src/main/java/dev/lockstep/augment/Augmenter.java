package dev.lockstep.augment;

import dev.lockstep.linalg.Matrix;
import dev.lockstep.linalg.Randomness;
import dev.lockstep.linalg.Randomness.Purpose;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes the images of one shard, each by draws that (seed, epoch, shard, position) determine:
 * whoever gathers them again changes them alike. Allocates nothing after it is made; confined to
 * one thread.
 */
public final class Augmenter {
  private final long seed;
  private final int shard;
  private final ImageShape shape;
  private final PixelScale scale;
  private final Geometric[] geometric;
  private final @Nullable ElasticField field;
  private final Pixelwise[] pixelwise;
  private final AffineMap map;
  private final float[] source;
  private final float[] image;
  private final PixelMove move;
  private final Resampling resampling;
  private final Draws draws = new Draws();

  /** For the images of that shard in a training with that seed. */
  public Augmenter(Augmentation augmentation, long seed, int shard) {
    this.seed = seed;
    this.shard = shard;
    shape = augmentation.shape();
    scale = augmentation.scale();
    geometric = of(Geometric.class, augmentation).toArray(new Geometric[0]);
    pixelwise = of(Pixelwise.class, augmentation).toArray(new Pixelwise[0]);
    List<Elastic> elastic = of(Elastic.class, augmentation);
    field = elastic.isEmpty() ? null : new ElasticField(elastic.get(0), shape);
    map = new AffineMap(shape);
    source = new float[scale.size()];
    image = new float[scale.size()];
    move = new PixelMove(shape, source, image);
    resampling = new Resampling(shape, source, image);
  }

  private static <T extends Transform> List<T> of(Class<T> kind, Augmentation augmentation) {
    List<T> found = new ArrayList<>();
    for (Transform transform : augmentation.transforms()) {
      if (kind.isInstance(transform)) {
        found.add(kind.cast(transform));
      }
    }
    return found;
  }

  /**
   * Changes a batch of images.
   *
   * @param features [batch, channels height width] as in shards, modified
   * @param position where the first of them stands in the order in which the epoch visits the
   *     shard's rows, from 0
   */
  public void apply(Matrix features, int epoch, long position) {
    long base = Randomness.seed(seed, Purpose.AUGMENTATION, epoch, shard);
    for (int r = 0; r < features.rows(); r++) {
      draws.restart(base + position + r);
      change(features.data(), features.row(r));
    }
  }

  private void change(float[] features, int offset) {
    draw();
    boolean still = field == null && map.isIdentity();
    if (still && pixelwise.length == 0) {
      return;
    }
    scale.toPixels(features, offset, source);
    place();
    for (Pixelwise each : pixelwise) {
      each.draw(draws, shape, image);
    }
    scale.toFeatures(image, features, offset);
  }

  private void draw() {
    map.reset();
    for (Geometric each : geometric) {
      each.draw(draws, map);
    }
    if (field != null) {
      field.draw(draws);
    }
  }

  private void place() {
    if (field == null && map.isMove()) {
      move.apply(map);
    } else {
      resampling.apply(map, field);
    }
  }
}
