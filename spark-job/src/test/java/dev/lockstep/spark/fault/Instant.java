package dev.lockstep.spark.fault;

import java.util.Locale;
import java.util.Random;

/**
 * When a fault strikes: some time after the count-th sign that the process gives of where it is.
 *
 * @param count at least 1; signs that an earlier fault waited for do not count again
 */
record Instant(Sign sign, int count, int milliseconds) {
  /** What a process says of where it is. */
  enum Sign {
    STARTING("starting Spark", 6000),
    LOADING("Tables: Reading ", 4000),
    CHECKPOINT("Checkpoint after step ", 100),
    TRAINED(" 0:00 left ", 500);

    private final String words;
    private final int mostMilliseconds;

    Sign(String words, int mostMilliseconds) {
      this.words = words;
      this.mostMilliseconds = mostMilliseconds;
    }

    boolean isIn(String line) {
      return line.contains(words);
    }
  }

  /** Most strike while steps are taken. */
  static Instant draw(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> at(Sign.STARTING, 1, random);
      case 1, 2 -> at(Sign.LOADING, 1, random);
      case 3 -> at(Sign.TRAINED, 1, random);
      default -> at(Sign.CHECKPOINT, 1 + random.nextInt(5), random);
    };
  }

  /** While the table is read. */
  static Instant drawLoading(Random random) {
    return at(Sign.LOADING, 1, random);
  }

  private static Instant at(Sign sign, int count, Random random) {
    return new Instant(sign, count, random.nextInt(sign.mostMilliseconds));
  }

  @Override
  public String toString() {
    return sign.name().toLowerCase(Locale.ROOT)
        + (count == 1 ? "" : " " + count)
        + " + "
        + milliseconds
        + " ms";
  }
}
