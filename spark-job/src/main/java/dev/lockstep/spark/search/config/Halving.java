package dev.lockstep.spark.search.config;

import dev.lockstep.spark.words.Counted;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Successive halving (Jamieson and Talwalkar, 2016), with all results of a rung at hand: a rung
 * trains its trials to so many epochs, and the best of them go on to the next.
 *
 * @param factor that the trials become fewer by, and the epochs more, from rung to rung
 * @param firstEpochs of the first rung
 */
public record Halving(int factor, int firstEpochs) {
  public Halving {
    if (factor < 2 || firstEpochs < 1) {
      throw new IllegalArgumentException(
          "found a factor of " + factor + "; allowed: at least 2, and 1 epoch");
    }
  }

  /** What is wrong with it for trials of that many epochs. */
  public Optional<String> obstacle(int epochs) {
    return firstEpochs <= epochs
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "found %d, which a trial never comes to: training.epochs make it %s; allowed: up to"
                    + " %d, or halving: none",
                firstEpochs,
                Counted.of(epochs, "epoch"),
                epochs));
  }

  /** After how many epochs each rung ends, of trials of that many epochs. */
  public List<Integer> rungs(int epochs) {
    List<Integer> rungs = new ArrayList<>();
    for (long next = firstEpochs; next < epochs; next *= factor) {
      rungs.add((int) next);
    }
    rungs.add(epochs);
    return rungs;
  }

  /** How many of the trials of a rung go on. */
  public int promoted(int trials) {
    return (trials + factor - 1) / factor;
  }
}
