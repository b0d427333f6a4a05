package dev.lockstep.bench;

import java.util.Random;

/**
 * The matrix products of one training step, and nothing else: forward and weight gradient of every
 * dense layer, input gradient of every one but the first.
 */
final class MatrixProducts {
  private static final int BATCHES = 8;
  private final Shape shape;
  private final int batch;
  private final Sgemm sgemm = new Sgemm();
  private final float[] data;
  private final float[][] weights;
  private final float[][] weightGradients;
  private final float[][] outputs;
  private final float[][] outputGradients;
  private int step;

  MatrixProducts(Shape shape, int batch, long seed) {
    Random random = new Random(seed);
    int layers = shape.layers();
    this.shape = shape;
    this.batch = batch;
    data = gaussian(random, BATCHES * batch * shape.features(), 1);
    weights = new float[layers][];
    weightGradients = new float[layers][];
    outputs = new float[layers][];
    outputGradients = new float[layers][];
    for (int l = 0; l < layers; l++) {
      int size = shape.in(l) * shape.out(l);
      weights[l] = gaussian(random, size, 1 / Math.sqrt(shape.in(l)));
      weightGradients[l] = new float[size];
      outputs[l] = new float[batch * shape.out(l)];
      outputGradients[l] = gaussian(random, batch * shape.out(l), 1);
    }
  }

  /** One step, on the next of a few mini-batches. */
  void step() {
    int offset = step++ % BATCHES * batch * shape.features();
    for (int l = 0; l < shape.layers(); l++) {
      sgemm.forward(
          batch, shape.in(l), shape.out(l), input(l), l == 0 ? offset : 0, weights[l], outputs[l]);
    }
    for (int l = shape.layers() - 1; l >= 0; l--) {
      backward(l, l == 0 ? offset : 0);
    }
  }

  private void backward(int l, int offset) {
    int in = shape.in(l);
    int out = shape.out(l);
    float[] dz = outputGradients[l];
    sgemm.weightGradient(batch, in, out, dz, input(l), offset, weightGradients[l]);
    if (l > 0) {
      sgemm.inputGradient(batch, in, out, dz, weights[l], outputGradients[l - 1]);
    }
  }

  private float[] input(int l) {
    return l == 0 ? data : outputs[l - 1];
  }

  private static float[] gaussian(Random random, int size, double scale) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) (scale * random.nextGaussian());
    }
    return values;
  }
}
