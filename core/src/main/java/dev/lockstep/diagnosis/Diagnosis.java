package dev.lockstep.diagnosis;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What errors tell, split by split (Ng, "Machine Learning Yearning", 2018): avoidable bias is how
 * far the train error is above the target error, variance how far the dev error is above the train
 * error, the dev-test gap how far the test error is above the dev error. Each may be below 0.
 *
 * <p>High is what is above {@link #HIGH}; variance and the dev-test gap, as small splits differ by
 * chance, must be above two standard errors of the difference too, each error e over n examples
 * being a share with the variance e(1-e)/n.
 *
 * @param targetError what the best there is gets wrong (human or Bayes error), in [0, 1)
 * @param examples that errors were measured on
 */
public record Diagnosis(double targetError, Errors errors, ExampleCounts examples) {
  /** Avoidable bias, variance and dev-test gap are high above this: 2 points of a hundred. */
  public static final double HIGH = 0.02;

  /** Of errors that are 1 minus something. */
  private static final double ROUNDING = 1e-9;

  public Diagnosis {
    if (!(targetError >= 0 && targetError < 1)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "the target error must be a number in [0, 1), not %s", targetError));
    }
  }

  /** Train error - target error, if there is a train error. */
  public OptionalDouble avoidableBias() {
    return Errors.gap(errors.train(), OptionalDouble.of(targetError));
  }

  /** Dev error - train error, if there are both. */
  public OptionalDouble variance() {
    return Errors.gap(errors.dev(), errors.train());
  }

  /** Test error - dev error, if there are both. */
  public OptionalDouble devTestGap() {
    return Errors.gap(errors.test(), errors.dev());
  }

  /** What is to be concluded; empty without a train error. */
  public Optional<Verdict> verdict() {
    if (avoidableBias().isEmpty()) {
      return Optional.empty();
    }
    boolean bias = biasIsHigh();
    if (variance().isEmpty()) {
      return Optional.of(bias ? Verdict.HIGH_BIAS : Verdict.LOW_BIAS);
    }
    if (varianceIsHigh()) {
      return Optional.of(bias ? Verdict.HIGH_BIAS_AND_VARIANCE : Verdict.HIGH_VARIANCE);
    }
    return Optional.of(bias ? Verdict.HIGH_BIAS : Verdict.JUST_RIGHT);
  }

  public boolean biasIsHigh() {
    return isHigh(avoidableBias(), 0);
  }

  public boolean varianceIsHigh() {
    return isHigh(variance(), varianceChance());
  }

  /** How much of variance may be chance: two standard errors. */
  public double varianceChance() {
    return errors.varianceChance(examples);
  }

  /** How much of the dev-test gap may be chance: two standard errors. */
  public double devTestChance() {
    return errors.devTestChance(examples);
  }

  /** Whether choices by the dev split fit that split, and not what they are to hold for. */
  public boolean devOverfitted() {
    return isHigh(devTestGap(), devTestChance());
  }

  private static boolean isHigh(OptionalDouble gap, double chance) {
    return gap.isPresent() && gap.getAsDouble() > Math.max(HIGH + ROUNDING, chance);
  }
}
