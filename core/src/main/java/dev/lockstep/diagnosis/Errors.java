package dev.lockstep.diagnosis;

import dev.lockstep.metric.Measure;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * How much of each split a network gets wrong, as a share; empty where there is no such split, or
 * the error is undefined.
 */
public record Errors(OptionalDouble train, OptionalDouble dev, OptionalDouble test) {
  /** Of nothing that was measured. */
  public static final Errors NONE =
      new Errors(OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty());

  public Errors {
    check("train", train);
    check("dev", dev);
    check("test", test);
  }

  private static void check(String split, OptionalDouble error) {
    error.ifPresent(
        value -> {
          if (!(value >= 0 && Double.isFinite(value))) {
            throw new IllegalArgumentException(
                String.format(
                    Locale.ROOT, "the %s error must be a number from 0, not %s", split, value));
          }
        });
  }

  /**
   * The error of one split by its figures: 1 - accuracy, the share of the weight that is classified
   * wrongly; in a regression 1 - r2, the share of the labels' variance that is not explained. Empty
   * of a figure that is not finite.
   */
  public static OptionalDouble of(Function<Measure, OptionalDouble> figures) {
    OptionalDouble accuracy = figures.apply(Measure.ACCURACY);
    OptionalDouble share = accuracy.isPresent() ? accuracy : figures.apply(Measure.R2);
    return share.stream().map(value -> 1 - value).filter(Double::isFinite).findFirst();
  }

  /** How far dev and train error are apart by chance, once in twenty times; 0 without both. */
  double varianceChance(ExampleCounts examples) {
    return dev.isPresent() && train.isPresent()
        ? chance(squared(dev, examples.dev()) + squared(train, examples.train()))
        : 0;
  }

  /** The same of test and dev error. */
  double devTestChance(ExampleCounts examples) {
    return test.isPresent() && dev.isPresent()
        ? chance(squared(test, examples.test()) + squared(dev, examples.dev()))
        : 0;
  }

  private static double chance(double squared) {
    return 2 * Math.sqrt(squared);
  }

  /** The squared standard error of a share. */
  private static double squared(OptionalDouble error, long examples) {
    double share = Math.min(1, error.getAsDouble());
    return share * (1 - share) / Math.max(1, examples);
  }

  /** How much larger an error is than another, if both are known. */
  static OptionalDouble gap(OptionalDouble larger, OptionalDouble smaller) {
    return larger.isPresent() && smaller.isPresent()
        ? OptionalDouble.of(larger.getAsDouble() - smaller.getAsDouble())
        : OptionalDouble.empty();
  }
}
