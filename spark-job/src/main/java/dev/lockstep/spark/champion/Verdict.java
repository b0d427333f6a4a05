package dev.lockstep.spark.champion;

import dev.lockstep.metric.Measure;
import dev.lockstep.spark.config.PublishConfig;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether a challenger is to take the champion's place.
 *
 * @param why in words
 */
public record Verdict(boolean better, String why, Comparison comparison, List<OfSlice> slices) {
  /** What chance makes of fewer rows is larger than what one would allow. */
  public static final int LEAST_ROWS = 100;

  /** Of one slice. */
  public enum Judgement {
    /** No worse than allowed. */
    FINE,
    /** Worse by more than allowed. */
    WORSE,
    /** Of fewer than {@link #LEAST_ROWS} rows, and not judged. */
    FEW_ROWS;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A slice and what is thought of it.
   *
   * @param allowed by how much it may be worse
   */
  public record OfSlice(Comparison.Slice slice, double allowed, Judgement judgement) {}

  public Verdict {
    slices = List.copyOf(slices);
  }

  /** By the rules of a configuration. */
  public static Verdict of(Comparison comparison, PublishConfig rules) {
    List<OfSlice> slices =
        comparison.slices().stream()
            .map(slice -> judged(slice, comparison.measure(), rules))
            .toList();
    Optional<String> objection =
        tooSmall(comparison, rules)
            .or(() -> byChance(comparison, rules))
            .or(() -> worse(comparison.measure(), slices));
    return new Verdict(
        objection.isEmpty(), objection.orElse(praise(comparison)), comparison, slices);
  }

  private static OfSlice judged(Comparison.Slice slice, Measure measure, PublishConfig rules) {
    double allowed = rules.maximumRegression().getOrDefault(slice.column(), 0.0);
    double regression = -slice.figures().improvement(measure);
    Judgement judgement = regression <= allowed ? Judgement.FINE : Judgement.WORSE;
    return new OfSlice(slice, allowed, slice.rows() < LEAST_ROWS ? Judgement.FEW_ROWS : judgement);
  }

  /** Also of what is no number: that is never better. */
  private static Optional<String> tooSmall(Comparison comparison, PublishConfig rules) {
    double improvement = comparison.improvement();
    return improvement >= rules.minimumImprovement()
        ? Optional.empty()
        : Optional.of(
            format(
                "%s is %s by %s; publish.minimum_improvement is %s",
                comparison.measure(),
                improvement < 0 ? "worse" : "better",
                number(Math.abs(improvement)),
                number(rules.minimumImprovement())));
  }

  private static Optional<String> byChance(Comparison comparison, PublishConfig rules) {
    double margin = Math.min(0, rules.minimumImprovement());
    return comparison.lower() > margin
        ? Optional.empty()
        : Optional.of(
            format(
                "%s is better by %s, which may be chance: its 95%% interval, from %s to %s, does not"
                    + " lie above %s",
                comparison.measure(),
                number(comparison.improvement()),
                number(comparison.lower()),
                number(comparison.upper()),
                number(margin)));
  }

  private static Optional<String> worse(Measure measure, List<OfSlice> slices) {
    List<OfSlice> worse =
        slices.stream().filter(slice -> slice.judgement() == Judgement.WORSE).toList();
    return worse.stream()
        .findFirst()
        .map(
            first ->
                format(
                    "%s is worse by %s where %s is '%s', and only %s is allowed%s",
                    measure,
                    number(-first.slice().figures().improvement(measure)),
                    first.slice().column(),
                    first.slice().value(),
                    number(first.allowed()),
                    worse.size() > 1 ? "; and so are " + (worse.size() - 1) + " slices more" : ""));
  }

  private static String praise(Comparison comparison) {
    return format(
        "%s is better by %s, with a 95%% interval from %s to %s",
        comparison.measure(),
        number(comparison.improvement()),
        number(comparison.lower()),
        number(comparison.upper()));
  }

  private static String number(double value) {
    return format("%.4g", value);
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
