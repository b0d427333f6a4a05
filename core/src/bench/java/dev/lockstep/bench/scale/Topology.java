package dev.lockstep.bench.scale;

/** Who sends to whom. */
enum Topology {
  /** The driver exchanges with every executor. */
  STAR {
    @Override
    int groups(int executors) {
      return executors;
    }
  },
  /**
   * The driver exchanges with one executor of each group, and that one with the others of its
   * group. The groups are the nodes at one depth of the summation tree, so there is one sum for
   * each, and as many of them as is a power of 2 close to the root of the number of executors.
   */
  TREE {
    @Override
    int groups(int executors) {
      return 1 << Math.round(Math.log(executors) / Math.log(2) / 2);
    }
  };

  abstract int groups(int executors);
}
