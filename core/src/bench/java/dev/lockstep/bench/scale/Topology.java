package dev.lockstep.bench.scale;

/** Who sends to whom. */
enum Topology {
  /** The driver exchanges with every executor. */
  STAR {
    @Override
    double seconds(Step step, double[] gradients) {
      return step.seconds(gradients, gradients.length);
    }
  },
  /**
   * The driver exchanges with one executor of each group, and that one with the others of its
   * group. The groups are the nodes at one depth of the summation tree, so there is one sum for
   * each, and as many of them as is a power of 2 close to the root of the number of executors.
   */
  TREE {
    @Override
    double seconds(Step step, double[] gradients) {
      return step.seconds(gradients, 1 << Math.round(Math.log(gradients.length) / Math.log(2) / 2));
    }
  },
  /** Each executor adds up a slice of the gradient for all, and hands it out. */
  SLICED {
    @Override
    double seconds(Step step, double[] gradients) {
      return gradients.length == 1 ? step.seconds(gradients, 1) : step.sliced(gradients);
    }
  };

  /**
   * Seconds from the old parameters to the new ones.
   *
   * @param gradients seconds that each executor computes
   */
  abstract double seconds(Step step, double[] gradients);
}
