package dev.lockstep.diagnosis;

import java.util.Locale;
import java.util.Optional;

/**
 * How far two samples of one feature lie apart by one measure, beside how far chance takes samples
 * of their sizes from one distribution.
 *
 * <p>The population stability index is the sum of (p - q) ln(p / q) over bins, of shares p = (count
 * + 1/2) / (n + bins / 2), so that an empty bin has a logarithm; bins that are empty in both
 * samples are left out. By chance it is chi-squared times (1/n + 1/m), with one degree of freedom
 * less than bins (Yurdakul and Naranjo, "Statistical properties of the population stability index",
 * 2020). The standardized mean difference is (mean - mean) / sqrt((variance + variance) / 2).
 *
 * <p>The bounds of chance hold for all comparisons of a check together, whose number is k: but for
 * once in {@link #SURE} checks, no value without a cause is above. With x = ln(k SURE), that of the
 * index is (1/n + 1/m) (f + 2 sqrt(f x) + 2x) for f degrees of freedom (Laurent and Massart,
 * "Adaptive estimation of a quadratic functional by model selection", 2000), that of the difference
 * t sqrt(2 (1/n + 1/m)) with t = sqrt(v (e^(2x / v) - 1)) and v = n + m - 2: so many standard
 * errors, as t is distributed (Wallace, "Bounds on normal approximations to Student's and the
 * chi-square distributions", 1959); times sqrt(2), as the variance that a small sample lacks by
 * chance is half of what is divided by.
 *
 * @param value of the mean difference with its sign
 */
public record Shift(Measure measure, double value, double chance) {
  /** At most this is fine. */
  public static final double MODERATE = 0.1;

  /** More than this is another distribution. */
  public static final double HIGH = 0.25;

  /** One check in so many may warn of mere chance. */
  static final double SURE = 1000;

  /** What is compared. */
  public enum Measure {
    /** The population stability index of the values. */
    PSI,
    /** The standardized mean difference of the values. */
    SMD,
    /** The population stability index of whether there is a value. */
    MISSING_PSI;

    /** The name in reports. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What to think of it. */
  public enum Level {
    FINE,
    MODERATE,
    SHIFTED;

    /** The name in reports. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The stability index.
   *
   * @param first counts by bins, not all 0
   * @param second counts by the same bins, not all 0
   * @param comparisons made together
   */
  public static Shift ofCounts(Measure measure, long[] first, long[] second, long comparisons) {
    int bins = 0;
    double n = 0;
    double m = 0;
    for (int i = 0; i < first.length; i++) {
      bins += first[i] + second[i] > 0 ? 1 : 0;
      n += first[i];
      m += second[i];
    }
    double index = 0;
    for (int i = 0; i < first.length; i++) {
      if (first[i] + second[i] > 0) {
        double p = (first[i] + 0.5) / (n + bins / 2.0);
        double q = (second[i] + 0.5) / (m + bins / 2.0);
        index += (p - q) * Math.log(p / q);
      }
    }
    double x = Math.log(comparisons * SURE);
    int free = bins - 1;
    double chance = (1 / n + 1 / m) * (free + 2 * Math.sqrt(free * x) + 2 * x);
    return new Shift(measure, index, chance);
  }

  /** The mean difference; empty of two constants, whose difference has no measure. */
  public static Optional<Shift> ofMeans(NumberSample first, NumberSample second, long comparisons) {
    double deviation = Math.sqrt((first.variance() + second.variance()) / 2);
    if (deviation == 0) {
      return Optional.empty();
    }
    double difference = (first.mean() - second.mean()) / deviation;
    return Optional.of(ofMove(difference, first.size(), second.size(), comparisons));
  }

  /**
   * The mean difference of samples of which the means alone are known.
   *
   * @param deviations between the means
   * @param first size of one, at least 1
   * @param second size of the other, at least 1
   * @param comparisons made together
   */
  public static Shift ofMove(double deviations, long first, long second, long comparisons) {
    double x = Math.log(comparisons * SURE);
    double freedom = Math.max(1, first + second - 2);
    double t = Math.sqrt(freedom * Math.expm1(2 * x / freedom));
    double chance = t * Math.sqrt(2.0 / first + 2.0 / second);
    return new Shift(Measure.SMD, deviations, chance);
  }

  public Level level() {
    double size = Math.abs(value);
    if (size <= Math.max(MODERATE, chance)) {
      return Level.FINE;
    }
    return size > HIGH ? Level.SHIFTED : Level.MODERATE;
  }

  /** By how many times it exceeds what would be fine. */
  public double severity() {
    return Math.abs(value) / Math.max(MODERATE, chance);
  }
}
