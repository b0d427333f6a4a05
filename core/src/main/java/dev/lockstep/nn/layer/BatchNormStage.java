package dev.lockstep.nn.layer;

import dev.lockstep.linalg.Matrix;
import dev.lockstep.linalg.Vectors;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Batch normalization fused with the activation that follows it. Rows are copied to where all that
 * is known of their columns has the same index: only then are the loops vectorized.
 */
class BatchNormStage extends Stage {
  /** Rows whose sums are added in float32 before they are in float64. */
  private static final int BLOCK = 32;

  private final Place place;
  final int width;
  private final float epsilon;
  private final Activation activation;
  private final float[] kept;
  private final float[] gamma;
  private final float[] beta;
  final float[] mean;
  final float[] variance;
  private final float[] inverse;
  final double[] sums;
  final double[] products;
  private final float[] block;
  private final float[] productBlock;
  private final float[] meanOfDy;
  private final float[] meanOfProducts;

  /** A row of x, and one of the output or of a gradient. */
  private final float[] row;

  private final float[] other;

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
    this.gamma = new float[width];
    this.beta = new float[width];
    this.mean = new float[width];
    this.variance = new float[width];
    this.inverse = new float[width];
    this.sums = new double[width];
    this.products = new double[width];
    this.block = new float[width];
    this.productBlock = new float[width];
    this.meanOfDy = new float[width];
    this.meanOfProducts = new float[width];
    this.row = new float[width];
    this.other = new float[width];
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
      inverse[c] = (float) (1 / Math.sqrt((double) variance[c] + epsilon));
    }
    System.arraycopy(parameters, place.gamma(), gamma, 0, width);
    System.arraycopy(parameters, place.beta(), beta, 0, width);
    Matrix y = output();
    for (int from = 0; from < x.rows(); from += BLOCK) {
      int to = Math.min(from + BLOCK, x.rows());
      for (int r = from; r < to; r++) {
        System.arraycopy(x.data(), x.row(r), row, 0, width);
        normalize();
        System.arraycopy(other, 0, y.data(), y.row(r), width);
      }
      activation.forward(y.data(), kept, y.row(from), y.row(to));
    }
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
    Arrays.fill(sums, 0);
    for (int from = 0; from < x.rows(); from += BLOCK) {
      Arrays.fill(block, 0f);
      for (int r = from; r < Math.min(from + BLOCK, x.rows()); r++) {
        System.arraycopy(x.data(), x.row(r), row, 0, width);
        Vectors.add(row, block, width);
      }
      addBlock(block, sums);
    }
  }

  /** Sums the squares of each column's distances from the mean. */
  final void sumSquares(Matrix x) {
    Arrays.fill(sums, 0);
    for (int from = 0; from < x.rows(); from += BLOCK) {
      Arrays.fill(block, 0f);
      for (int r = from; r < Math.min(from + BLOCK, x.rows()); r++) {
        System.arraycopy(x.data(), x.row(r), row, 0, width);
        addSquares();
      }
      addBlock(block, sums);
    }
  }

  private void addSquares() {
    for (int c = 0; c < width; c++) {
      float distance = row[c] - mean[c];
      block[c] += distance * distance;
    }
  }

  private void addBlock(float[] of, double[] to) {
    for (int c = 0; c < width; c++) {
      to[c] += of[c];
    }
  }

  private void normalize() {
    for (int c = 0; c < width; c++) {
      other[c] = (row[c] - mean[c]) * inverse[c] * gamma[c] + beta[c];
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
        meanOfDy[c] = measured ? (float) (sums[c] / examples) : 0;
        meanOfProducts[c] = measured ? (float) (products[c] / examples) : 0;
      }
      for (int r = 0; r < x.rows(); r++) {
        System.arraycopy(x.data(), x.row(r), row, 0, width);
        System.arraycopy(dy.data(), dy.row(r), other, 0, width);
        centre();
        System.arraycopy(other, 0, dx.data(), dx.row(r), width);
      }
    }
  }

  /** Makes the sums of gradients those over all examples that have been measured. */
  void totalGradients() {}

  /** Lets dy be that before the activation; sums it, and it times what gamma multiplies. */
  void sumGradients(Matrix x) {
    Matrix dy = outputGradient();
    Arrays.fill(sums, 0);
    Arrays.fill(products, 0);
    for (int from = 0; from < dy.rows(); from += BLOCK) {
      int to = Math.min(from + BLOCK, dy.rows());
      activation.backward(kept, dy.data(), dy.row(from), dy.row(to));
      Arrays.fill(block, 0f);
      Arrays.fill(productBlock, 0f);
      for (int r = from; r < to; r++) {
        System.arraycopy(x.data(), x.row(r), row, 0, width);
        System.arraycopy(dy.data(), dy.row(r), other, 0, width);
        addProducts();
      }
      addBlock(block, sums);
      addBlock(productBlock, products);
    }
  }

  private void addProducts() {
    for (int c = 0; c < width; c++) {
      block[c] += other[c];
      productBlock[c] += other[c] * ((row[c] - mean[c]) * inverse[c]);
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

  /** From a row of dy to that of dx. */
  private void centre() {
    for (int c = 0; c < width; c++) {
      float normalized = (row[c] - mean[c]) * inverse[c];
      float centred = other[c] - meanOfDy[c] - normalized * meanOfProducts[c];
      other[c] = gamma[c] * inverse[c] * centred;
    }
  }
}
