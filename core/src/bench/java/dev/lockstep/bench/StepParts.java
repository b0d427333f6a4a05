package dev.lockstep.bench;

import dev.lockstep.linalg.BlasBackend;
import dev.lockstep.nn.Backprop;
import dev.lockstep.nn.GradientSum;
import dev.lockstep.nn.Initializer;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.Workspace;
import dev.lockstep.nn.layer.Pass;
import dev.lockstep.optim.Adam;
import dev.lockstep.optim.OptimizerState;
import dev.lockstep.train.sum.SummationTree;
import dev.lockstep.train.sum.SummationTree.Node;
import dev.lockstep.train.sum.TreeSum;
import dev.lockstep.train.sum.TreeSum.Buffers;
import java.util.Random;

/** The parts of a distributed step that compute, each by itself, for one network. */
public final class StepParts {
  private static final double LEARNING_RATE = 0.001;
  private final Shape shape;
  private final Network network;
  private final float[] parameters;

  public StepParts(Shape shape) {
    this.shape = shape;
    network = Networks.of(shape, "plain");
    parameters = new Initializer(Initializer.Kind.HE, 1).initialize(network, 1);
  }

  public int parameters() {
    return parameters.length;
  }

  /** An executor's part: the gradient sum of so many examples in memory. */
  public Runnable gradient(int examples) {
    Workspace batch = new Workspace(network, BlasBackend.NATIVE.load(), examples).resize(examples);
    CoreStep.fill(batch, shape.classes(), new Random(1));
    Backprop backprop = new Backprop(network);
    GradientSum sum = new GradientSum(parameters.length);
    return () -> {
      sum.clear();
      backprop.gradient(Pass.training(0, 0), parameters, batch, sum);
    };
  }

  /** Adds so many received sums along the summation tree. */
  public Runnable addition(int sums) {
    Buffers buffers = new Buffers(parameters.length);
    TreeSum treeSum = new TreeSum(new SummationTree(sums).root(), buffers);
    GradientSum[] received = new GradientSum[sums];
    for (int i = 0; i < sums; i++) {
      received[i] = randomSum(i);
    }
    return () -> {
      treeSum.begin();
      for (int i = 0; i < sums; i++) {
        treeSum.add(new Node(i, i + 1), received[i]);
      }
      GradientSum sum = treeSum.total();
      if (sum.count() != sums) {
        throw new IllegalStateException(sum.count() + " of " + sums + " sums were added");
      }
    };
  }

  /** What the driver does with the total: it keeps the last parameters, divides, and runs Adam. */
  public Runnable update() {
    Adam adam = new Adam(0.9, 0.999, 1e-8);
    OptimizerState state = adam.init(parameters.length);
    float[] lastGood = new float[parameters.length];
    float[] updated = parameters.clone();
    GradientSum total = randomSum(1);
    return () -> {
      System.arraycopy(updated, 0, lastGood, 0, updated.length);
      adam.step(updated, total.mean(), state, LEARNING_RATE);
    };
  }

  /** A sum of weight 1, so that dividing by it over and over leaves it what it is. */
  private GradientSum randomSum(int seed) {
    Random random = new Random(seed);
    GradientSum sum = new GradientSum(parameters.length);
    float[] gradient = sum.gradient();
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] = random.nextFloat() - 0.5f;
    }
    sum.setTotals(1, 1, 1);
    return sum;
  }
}
