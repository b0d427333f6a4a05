package dev.lockstep.metric;

import dev.lockstep.linalg.Matrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Predictions for a fixed list of examples, to be handed to metrics in any batches. */
final class Examples {
  /** Number of outputs. */
  final int width;

  /** [n, width]. */
  final float[] outputs;

  /** [n, targetWidth]. */
  final float[] targets;

  /** [n]. */
  final float[] weights;

  private final int targetWidth;

  private Examples(int n, int width, int targetWidth) {
    this.width = width;
    this.targetWidth = targetWidth;
    this.outputs = new float[n * width];
    this.targets = new float[n * targetWidth];
    this.weights = new float[n];
  }

  /** One sigmoid output, calibrated on the logits of a normal distribution around the centre. */
  static Examples binary(long seed, int n, double centre) {
    SplittableRandom random = new SplittableRandom(seed);
    Examples all = zeros(n, 1, 1);
    for (int i = 0; i < n; i++) {
      double z = centre + 3 * (random.nextDouble() + random.nextDouble() - 1);
      double p = 1 / (1 + Math.exp(-z));
      all.outputs[i] = (float) p;
      all.targets[i] = random.nextDouble() < p ? 1 : 0;
      all.weights[i] = random.nextInt(4);
    }
    return all;
  }

  /** The same with scores of so many steps, and fractions as weights; both classes occur. */
  static Examples rounded(long seed, int n, double centre, int steps) {
    Examples all = binary(seed, n, centre);
    for (int i = 0; i < n; i++) {
      all.outputs[i] = Math.round(all.outputs[i] * steps) / (float) steps;
      all.weights[i] *= 0.3f;
    }
    for (int i = 0; i < 2; i++) {
      all.targets[i] = i;
      all.weights[i] = 1;
    }
    return all;
  }

  /** The same with a softmax output for each of the two classes. */
  Examples asSoftmax() {
    Examples two = zeros(count(), 2, 1);
    for (int i = 0; i < count(); i++) {
      two.outputs[2 * i] = 1 - outputs[i];
      two.outputs[2 * i + 1] = outputs[i];
    }
    System.arraycopy(targets, 0, two.targets, 0, count());
    System.arraycopy(weights, 0, two.weights, 0, count());
    return two;
  }

  /** Softmax outputs over so many classes, right half of the time. */
  static Examples multiclass(long seed, int n, int classes) {
    SplittableRandom random = new SplittableRandom(seed);
    Examples all = zeros(n, classes, 1);
    for (int i = 0; i < n; i++) {
      int actual = random.nextInt(classes);
      int likely = random.nextBoolean() ? actual : random.nextInt(classes);
      for (int c = 0; c < classes; c++) {
        all.outputs[i * classes + c] = (c == likely ? 0.5f : 0f) + 0.5f / classes;
      }
      all.targets[i] = actual;
      all.weights[i] = random.nextInt(4);
    }
    return all;
  }

  /** So many numbers of deviation 1 around the mean, predicted with errors of deviation 0.6. */
  static Examples regression(long seed, int n, int outputs, double mean) {
    SplittableRandom random = new SplittableRandom(seed);
    Examples all = zeros(n, outputs, outputs);
    for (int i = 0; i < n * outputs; i++) {
      all.targets[i] = (float) (mean + Math.sqrt(12) * (random.nextDouble() - 0.5));
      all.outputs[i] = all.targets[i] + (float) (2 * (random.nextDouble() - 0.5));
    }
    for (int i = 0; i < n; i++) {
      all.weights[i] = random.nextInt(4);
    }
    return all;
  }

  static Examples zeros(int n, int width, int targetWidth) {
    return new Examples(n, width, targetWidth);
  }

  int count() {
    return weights.length;
  }

  /** Examples from index from to index to; each has the loss 1 + its index. */
  Predictions batch(int from, int to) {
    double loss = 0;
    for (int i = from; i < to; i++) {
      loss += weights[i] * (1.0 + i);
    }
    return new Predictions(
        Matrix.view(outputs, from * width, to - from, width),
        Matrix.view(targets, from * targetWidth, to - from, targetWidth),
        Matrix.view(weights, from, to - from, 1),
        loss);
  }

  /** All of them. */
  Predictions batch() {
    return batch(0, count());
  }

  /** What the metrics say about all examples, taken as one batch. */
  MetricReport report(MetricSet metrics) {
    MetricState state = metrics.newState();
    metrics.accumulate(batch(), state);
    return metrics.report(state);
  }

  /** What one metric says about all examples. */
  MetricReport report(Metric metric) {
    double[] state = new double[metric.size()];
    metric.accumulate(batch(), state, 0);
    List<Figure> figures = new ArrayList<>();
    metric.report(state, 0, figures::add);
    return new MetricReport(figures, Optional.empty());
  }

  /** Sum of the weights. */
  double totalWeight() {
    double total = 0;
    for (float weight : weights) {
      total += weight;
    }
    return total;
  }

  /** One figure of a report. */
  static double figure(MetricReport report, String name) {
    if (report.values().get(name) instanceof Double figure) {
      return figure;
    }
    throw new AssertionError("no number " + name + " in " + report.values());
  }
}
