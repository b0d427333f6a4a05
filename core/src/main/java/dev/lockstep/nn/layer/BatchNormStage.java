package dev.lockstep.nn.layer;

import dev.lockstep.linalg.Matrix;
import dev.lockstep.linalg.Vectors;
import org.jspecify.annotations.Nullable;

/**
 * Batch normalization fused with the activation that follows it. Some rows at a time, a tile, are
 * copied to where all that is known of their columns has the same index, repeated for each row:
 * only then are the loops vectorized, and only then are they long enough for it to pay.
 */
class BatchNormStage extends Stage {
  /** Numbers in a tile: those of all arrays of a loop stay in the nearest cache. */
  private static final int NUMBERS = 512;

  private final Place place;
  final int width;
  private final float epsilon;
  private final Activation activation;
  private final float[] kept;
  final float[] mean;
  final float[] variance;
  final double[] sums;
  final double[] products;

  /** Rows of a tile. */
  private final int tile;

  // Of each number of a tile what is known of its column: [tile, width].
  private final float[] means;
  private final float[] inverses;
  private final float[] gammas;
  private final float[] betas;
  private final float[] scales;
  private final float[] meansOfDy;
  private final float[] meansOfProducts;

  private final TileSums tileSums;
  private final TileSums tileProducts;

  // A tile of x, and one of the output or of a gradient.
  private final float[] rows;
  private final float[] others;

  /** Whether the statistics are those of the rows, which then have a part in the gradient. */
  private boolean measured;

  /** Over how many examples these have been measured. */
  private double examples;

  /** Where the layer's values begin in the flat array. */
  record Place(int gamma, int beta, int mean, int variance, int batches) {}

  BatchNormStage(BatchNorm layer, Place place, Activation activation, int capacity) {
    super(capacity, layer.width());
    this.place = place;
    this.width = layer.width();
    this.epsilon = layer.epsilon();
    this.activation = activation;
    this.kept = kept(activation);
    this.mean = new float[width];
    this.variance = new float[width];
    this.sums = new double[width];
    this.products = new double[width];
    this.tile = Math.max(1, NUMBERS / width);
    this.means = new float[tile * width];
    this.inverses = new float[tile * width];
    this.gammas = new float[tile * width];
    this.betas = new float[tile * width];
    this.scales = new float[tile * width];
    this.meansOfDy = new float[tile * width];
    this.meansOfProducts = new float[tile * width];
    this.tileSums = new TileSums(tile * width, sums);
    this.tileProducts = new TileSums(tile * width, products);
    this.rows = new float[tile * width];
    this.others = new float[tile * width];
  }

  @Override
  public void forward(Pass pass, float[] parameters, Matrix x) {
    examples = pass.isTraining() ? measure(x) : 0;
    measured = examples > 1;
    if (!measured) {
      System.arraycopy(parameters, place.mean(), mean, 0, width);
      System.arraycopy(parameters, place.variance(), variance, 0, width);
    }
    for (int c = 0; c < width; c++) {
      inverses[c] = (float) (1 / Math.sqrt((double) variance[c] + epsilon));
      scales[c] = parameters[place.gamma() + c] * inverses[c];
    }
    repeat(mean, 0, means);
    repeat(inverses, 0, inverses);
    repeat(parameters, place.gamma(), gammas);
    repeat(parameters, place.beta(), betas);
    repeat(scales, 0, scales);
    Matrix y = output();
    for (int from = 0; from < x.rows(); from += tile) {
      int n = copy(x, from, rows);
      normalize(n);
      System.arraycopy(others, 0, y.data(), y.row(from), n);
      activation.forward(y.data(), kept, y.row(from), y.row(from) + n);
    }
  }

  /** Copies a tile; tells how many numbers it has. */
  private int copy(Matrix from, int row, float[] to) {
    int n = Math.min(tile, from.rows() - row) * width;
    System.arraycopy(from.data(), from.row(row), to, 0, n);
    return n;
  }

  /** Lets each row of a tile be the columns that begin there. */
  private void repeat(float[] columns, int from, float[] tiles) {
    Vectors.repeat(columns, from, tiles, 0, tile, width);
  }

  /**
   * Takes the mean of each column and its biased variance around that; tells over how many
   * examples.
   */
  double measure(Matrix x) {
    if (x.rows() > 1) {
      sumRows(x);
      setMean(x.rows());
      sumSquares(x);
      for (int c = 0; c < width; c++) {
        variance[c] = (float) (sums[c] / x.rows());
      }
    }
    return x.rows();
  }

  /** From the sums. */
  final void setMean(double examples) {
    for (int c = 0; c < width; c++) {
      mean[c] = (float) (sums[c] / examples);
    }
  }

  /** Sums each column. */
  final void sumRows(Matrix x) {
    tileSums.clear();
    for (int from = 0; from < x.rows(); from += tile) {
      int n = copy(x, from, rows);
      Vectors.add(rows, tileSums.tile, n);
      tileSums.added();
    }
    tileSums.finish();
  }

  /** Sums the squares of each column's distances from the mean. */
  final void sumSquares(Matrix x) {
    tileSums.clear();
    repeat(mean, 0, means);
    for (int from = 0; from < x.rows(); from += tile) {
      int n = copy(x, from, rows);
      addSquares(tileSums.tile, n);
      tileSums.added();
    }
    tileSums.finish();
  }

  private void addSquares(float[] to, int n) {
    for (int i = 0; i < n; i++) {
      float distance = rows[i] - means[i];
      to[i] += distance * distance;
    }
  }

  private void normalize(int n) {
    for (int i = 0; i < n; i++) {
      others[i] = (rows[i] - means[i]) * inverses[i] * gammas[i] + betas[i];
    }
  }

  @Override
  public void backward(
      Pass pass, float[] parameters, float[] gradient, Matrix x, @Nullable Matrix dx) {
    Matrix dy = outputGradient();
    sumGradients(x);
    for (int c = 0; c < width; c++) {
      gradient[place.gamma() + c] += (float) products[c];
      gradient[place.beta() + c] += (float) sums[c];
    }
    if (measured) {
      tell(gradient, x.rows());
    }
    if (dx != null) {
      totalGradients();
      for (int c = 0; c < width; c++) {
        meansOfDy[c] = measured ? (float) (sums[c] / examples) : 0;
        meansOfProducts[c] = measured ? (float) (products[c] / examples) : 0;
      }
      repeat(meansOfDy, 0, meansOfDy);
      repeat(meansOfProducts, 0, meansOfProducts);
      for (int from = 0; from < x.rows(); from += tile) {
        copy(x, from, rows);
        int n = copy(dy, from, others);
        centre(n);
        System.arraycopy(others, 0, dx.data(), dx.row(from), n);
      }
    }
  }

  /** Makes the sums of gradients those over all examples that have been measured. */
  void totalGradients() {}

  /** Lets dy be that before the activation; sums it, and it times what gamma multiplies. */
  void sumGradients(Matrix x) {
    Matrix dy = outputGradient();
    tileSums.clear();
    tileProducts.clear();
    for (int from = 0; from < dy.rows(); from += tile) {
      int n = copy(x, from, rows);
      activation.backward(kept, dy.data(), dy.row(from), dy.row(from) + n);
      copy(dy, from, others);
      addProducts(tileSums.tile, tileProducts.tile, n);
      tileSums.added();
      tileProducts.added();
    }
    tileSums.finish();
    tileProducts.finish();
  }

  private void addProducts(float[] toSums, float[] toProducts, int n) {
    for (int i = 0; i < n; i++) {
      toSums[i] += others[i];
      toProducts[i] += others[i] * ((rows[i] - means[i]) * inverses[i]);
    }
  }

  /** In the places of the running statistics: their sums over examples, and how many those are. */
  private void tell(float[] gradient, int rows) {
    double unbiased = rows * examples / (examples - 1);
    for (int c = 0; c < width; c++) {
      gradient[place.mean() + c] += rows * mean[c];
      gradient[place.variance() + c] += (float) (unbiased * variance[c]);
    }
    gradient[place.batches()] += rows;
  }

  /** From rows of dy to those of dx. */
  private void centre(int n) {
    for (int i = 0; i < n; i++) {
      float normalized = (rows[i] - means[i]) * inverses[i];
      others[i] = scales[i] * (others[i] - meansOfDy[i] - normalized * meansOfProducts[i]);
    }
  }
}
