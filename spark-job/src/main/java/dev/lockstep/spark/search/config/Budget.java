package dev.lockstep.spark.search.config;

import dev.lockstep.spark.words.Counted;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * How much is tried.
 *
 * @param trials in all rounds together
 * @param rounds from coarse to fine: each but the first draws around the best of the one before
 * @param time after which no rung is begun any more; none for as long as it takes
 */
public record Budget(int trials, int rounds, Optional<Duration> time) {
  public Budget {
    if (trials < 1 || rounds < 1 || rounds > trials) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "found %s in %s; allowed: at least one trial in each round",
              Counted.of(trials, "trial"),
              Counted.of(rounds, "round")));
    }
  }

  /** The number of the first trial of a round, from 0; of the one after the last, all trials. */
  public int firstOf(int round) {
    return (int) ((long) trials * round / rounds);
  }

  /** How many trials a round has. */
  public int trialsOf(int round) {
    return firstOf(round + 1) - firstOf(round);
  }
}
