package dev.lockstep.spark.config;

/** How many examples a mini-batch has, over all shards together. */
public sealed interface BatchSize {
  /**
   * The number, for a training split of that many examples.
   *
   * @throws ConfigException if no mini-batch can have as many
   */
  int of(long examples);

  /**
   * The power of two that {@link Auto} and starter configurations aim at: the largest that makes
   * 100 steps of an epoch, but from 16 to 1,024.
   */
  static int powerOfTwo(long examples) {
    return (int) Long.highestOneBit(Math.max(16, Math.min(1024, examples / 100)));
  }

  /** That many, or all if there are fewer. */
  record Count(int examples) implements BatchSize {
    public Count {
      if (examples < 1) {
        throw new IllegalArgumentException("batch_size must be at least 1, not " + examples);
      }
    }

    @Override
    public int of(long all) {
      return examples;
    }
  }

  /** All examples: an epoch is one step. */
  record Full() implements BatchSize {
    @Override
    public int of(long examples) {
      if (examples > Integer.MAX_VALUE) {
        throw ConfigException.of(
            "training.batch_size: found full, for %,d examples; allowed: full up to %,d of them,"
                + " auto, or a number",
            examples, Integer.MAX_VALUE);
      }
      return (int) examples;
    }
  }

  /** All of few examples, and otherwise a power of two. */
  record Auto() implements BatchSize {
    /** With more, a step on some of them tells as much for less. */
    private static final long FEW = 2000;

    @Override
    public int of(long examples) {
      return examples <= FEW ? (int) examples : powerOfTwo(examples);
    }
  }
}
