package dev.lockstep.bench.scale;

/** What grows with the number of executors. */
enum Scaling {
  /** The mini-batch: a fixed number of examples for each executor. */
  WEAK("examples") {
    @Override
    int examples(int size, int executors) {
      return size;
    }

    @Override
    double speedUp(double one, double all, int executors) {
      return executors * one / all;
    }
  },
  /** Nothing: a fixed mini-batch is divided among the executors. */
  STRONG("batch") {
    @Override
    int examples(int size, int executors) {
      return (size + executors - 1) / executors;
    }

    @Override
    double speedUp(double one, double all, int executors) {
      return one / all;
    }
  };

  private final String size;

  Scaling(String size) {
    this.size = size;
  }

  /** The argument that says how many examples there are. */
  String size() {
    return size;
  }

  /** Most examples that an executor has of a mini-batch of that size. */
  abstract int examples(int size, int executors);

  /** How many times as many examples a second as one executor, from the seconds of their steps. */
  abstract double speedUp(double one, double all, int executors);
}
