package dev.lockstep.diagnosis;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The errors of the same training on growing shares of the training split, the last of them all of
 * it.
 *
 * @param points by ascending share; the last has the share 1
 */
public record LearningCurve(double targetError, List<Point> points) {
  /** A doubling of the data helps that takes away at least this share of the dev error. */
  public static final double LEAST_FALL = 0.05;

  /** Of a training on that share of the training split; empty errors if it came to none. */
  public record Point(double share, long examples, long steps, Errors errors) {}

  /** Whether more data would help. */
  public enum MoreData {
    /** The dev error still falls, and variance is more than avoidable bias. */
    HELPS,
    /** The dev error falls, but avoidable bias is the larger part of what can be gained. */
    BIAS_FIRST,
    /** The dev error hardly falls any more. */
    HELPS_LITTLE;

    /** The name in reports. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public LearningCurve {
    points = List.copyOf(points);
    if (points.isEmpty() || points.get(points.size() - 1).share() != 1) {
      throw new IllegalArgumentException("a learning curve ends with all of the training split");
    }
    for (int i = 1; i < points.size(); i++) {
      if (!(points.get(i - 1).share() < points.get(i).share())) {
        throw new IllegalArgumentException("the shares of a learning curve must ascend");
      }
    }
  }

  private Point last() {
    return points.get(points.size() - 1);
  }

  /** The dev error on half of the training split. */
  public OptionalDouble halfError() {
    return points.stream()
        .filter(point -> point.share() == 0.5)
        .map(point -> point.errors().dev())
        .findFirst()
        .orElse(OptionalDouble.empty());
  }

  /** The dev error on all of it. */
  public OptionalDouble fullError() {
    return last().errors().dev();
  }

  /** Whether more data would help; empty if the dev error on half or all is not known. */
  public Optional<MoreData> moreData() {
    OptionalDouble fall = Errors.gap(halfError(), fullError());
    Diagnosis all = new Diagnosis(targetError, last().errors(), ExampleCounts.MANY);
    OptionalDouble excess = Errors.gap(all.variance(), all.avoidableBias());
    if (fall.isEmpty() || excess.isEmpty()) {
      return Optional.empty();
    }
    if (fall.getAsDouble() <= 0 || fall.getAsDouble() < LEAST_FALL * halfError().getAsDouble()) {
      return Optional.of(MoreData.HELPS_LITTLE);
    }
    return Optional.of(excess.getAsDouble() > 0 ? MoreData.HELPS : MoreData.BIAS_FIRST);
  }
}
