package dev.lockstep.nn.layer;

import dev.lockstep.linalg.Matrix;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Batch normalization fused with the activation that follows it. */
final class BatchNormStage extends Stage {
  /** Rows whose sums are added in float32 before they are in float64. */
  private static final int BLOCK = 32;

  private final Place place;
  private final int width;
  private final float epsilon;
  private final Activation activation;
  private final float[] kept;

  /** (x - mean) / sqrt(variance + epsilon), [batch, width]. */
  private final Matrix normalized;

  private final float[] mean;
  private final float[] variance;
  private final float[] inverse;
  private final double[] sums;
  private final double[] products;
  private final float[] block;
  private final float[] productBlock;
  private final float[] meanOfDy;
  private final float[] meanOfProducts;

  /** Whether the statistics are those of the rows, which then have a part in the gradient. */
  private boolean measured;

  /** Where the layer's values begin in the flat array. */
  record Place(int gamma, int beta, int mean, int variance, int batches) {}

  BatchNormStage(BatchNorm layer, Place place, Activation activation, int capacity) {
    super(capacity, layer.width());
    this.place = place;
    this.width = layer.width();
    this.epsilon = layer.epsilon();
    this.activation = activation;
    this.kept = kept(activation);
    this.normalized = Matrix.zeros(capacity, width);
    this.mean = new float[width];
    this.variance = new float[width];
    this.inverse = new float[width];
    this.sums = new double[width];
    this.products = new double[width];
    this.block = new float[width];
    this.productBlock = new float[width];
    this.meanOfDy = new float[width];
    this.meanOfProducts = new float[width];
  }

  @Override
  public void forward(Pass pass, float[] parameters, Matrix x) {
    measured = pass.isTraining() && x.rows() > 1;
    if (measured) {
      measure(x);
    } else {
      System.arraycopy(parameters, place.mean(), mean, 0, width);
      System.arraycopy(parameters, place.variance(), variance, 0, width);
    }
    for (int c = 0; c < width; c++) {
      inverse[c] = (float) (1 / Math.sqrt((double) variance[c] + epsilon));
    }
    Matrix y = output();
    normalized.resize(x.rows());
    for (int r = 0; r < x.rows(); r++) {
      normalize(x.data(), x.row(r), normalized.data(), normalized.row(r));
      scale(parameters, normalized.data(), normalized.row(r), y.data(), y.row(r));
    }
    activation.forward(y.data(), kept, y.offset(), y.offset() + y.size());
  }

  /** The mean of each column, then its biased variance around that. */
  private void measure(Matrix x) {
    Arrays.fill(sums, 0);
    for (int from = 0; from < x.rows(); from += BLOCK) {
      Arrays.fill(block, 0f);
      for (int r = from; r < Math.min(from + BLOCK, x.rows()); r++) {
        addRow(x.data(), x.row(r));
      }
      addBlock(block, sums);
    }
    for (int c = 0; c < width; c++) {
      mean[c] = (float) (sums[c] / x.rows());
    }
    Arrays.fill(sums, 0);
    for (int from = 0; from < x.rows(); from += BLOCK) {
      Arrays.fill(block, 0f);
      for (int r = from; r < Math.min(from + BLOCK, x.rows()); r++) {
        addSquares(x.data(), x.row(r));
      }
      addBlock(block, sums);
    }
    for (int c = 0; c < width; c++) {
      variance[c] = (float) (sums[c] / x.rows());
    }
  }

  private void addRow(float[] x, int from) {
    for (int c = 0; c < width; c++) {
      block[c] += x[from + c];
    }
  }

  private void addSquares(float[] x, int from) {
    for (int c = 0; c < width; c++) {
      float distance = x[from + c] - mean[c];
      block[c] += distance * distance;
    }
  }

  private void addBlock(float[] of, double[] to) {
    for (int c = 0; c < width; c++) {
      to[c] += of[c];
    }
  }

  private void normalize(float[] x, int xFrom, float[] into, int from) {
    for (int c = 0; c < width; c++) {
      into[from + c] = (x[xFrom + c] - mean[c]) * inverse[c];
    }
  }

  private void scale(float[] parameters, float[] rows, int from, float[] y, int yFrom) {
    int gamma = place.gamma();
    int beta = place.beta();
    for (int c = 0; c < width; c++) {
      y[yFrom + c] = rows[from + c] * parameters[gamma + c] + parameters[beta + c];
    }
  }

  @Override
  public void backward(
      Pass pass, float[] parameters, float[] gradient, Matrix x, @Nullable Matrix dx) {
    Matrix dy = outputGradient();
    activation.backward(kept, dy.data(), dy.offset(), dy.offset() + dy.size());
    sum(dy);
    for (int c = 0; c < width; c++) {
      gradient[place.gamma() + c] += (float) products[c];
      gradient[place.beta() + c] += (float) sums[c];
    }
    if (measured) {
      tell(gradient, x.rows());
    }
    if (dx != null) {
      for (int c = 0; c < width; c++) {
        meanOfDy[c] = measured ? (float) (sums[c] / x.rows()) : 0;
        meanOfProducts[c] = measured ? (float) (products[c] / x.rows()) : 0;
      }
      for (int r = 0; r < x.rows(); r++) {
        backward(parameters, dy.data(), dy.row(r), dx.data(), dx.row(r), normalized.row(r));
      }
    }
  }

  /** Sums of dy, and of dy times what gamma multiplies. */
  private void sum(Matrix dy) {
    Arrays.fill(sums, 0);
    Arrays.fill(products, 0);
    for (int from = 0; from < dy.rows(); from += BLOCK) {
      Arrays.fill(block, 0f);
      Arrays.fill(productBlock, 0f);
      for (int r = from; r < Math.min(from + BLOCK, dy.rows()); r++) {
        addProducts(dy.data(), dy.row(r), normalized.data(), normalized.row(r));
      }
      addBlock(block, sums);
      addBlock(productBlock, products);
    }
  }

  private void addProducts(float[] dy, int dyFrom, float[] rows, int from) {
    for (int c = 0; c < width; c++) {
      block[c] += dy[dyFrom + c];
      productBlock[c] += dy[dyFrom + c] * rows[from + c];
    }
  }

  /** In the places of the running statistics: their sums over examples, and how many those are. */
  private void tell(float[] gradient, int rows) {
    double unbiased = (double) rows * rows / (rows - 1);
    for (int c = 0; c < width; c++) {
      gradient[place.mean() + c] += rows * mean[c];
      gradient[place.variance() + c] += (float) (unbiased * variance[c]);
    }
    gradient[place.batches()] += rows;
  }

  private void backward(
      float[] parameters, float[] dy, int dyFrom, float[] dx, int dxFrom, int from) {
    float[] rows = normalized.data();
    int gamma = place.gamma();
    for (int c = 0; c < width; c++) {
      float centred = dy[dyFrom + c] - meanOfDy[c] - rows[from + c] * meanOfProducts[c];
      dx[dxFrom + c] = parameters[gamma + c] * inverse[c] * centred;
    }
  }
}
