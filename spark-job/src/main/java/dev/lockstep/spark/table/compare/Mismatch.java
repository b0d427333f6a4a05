package dev.lockstep.spark.table.compare;

import dev.lockstep.diagnosis.Shift.Level;
import dev.lockstep.train.Split;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How far splits lie apart.
 *
 * @param rows of each split that were compared
 * @param shifts of all features and pairs of splits, the worst first
 */
public record Mismatch(Map<Split, Integer> rows, List<FeatureShift> shifts) {
  /** Features that a warning names. */
  private static final int NAMED = 3;

  public Mismatch {
    rows = Map.copyOf(rows);
    Comparator<FeatureShift> order =
        Comparator.comparing(FeatureShift::level).thenComparing(FeatureShift::severity);
    shifts = shifts.stream().sorted(order.reversed()).toList();
  }

  /** Of splits that were not compared. */
  public static Mismatch none() {
    return new Mismatch(Map.of(), List.of());
  }

  /** Number of features, of some pair of splits, of that level. */
  public long count(Level level) {
    return count(shifts, level);
  }

  private static long count(List<FeatureShift> some, Level level) {
    return some.stream().filter(each -> each.level() == level).count();
  }

  /** What is to be said of each pair of splits that lie apart. */
  public List<String> warnings() {
    Map<List<Split>, List<FeatureShift>> pairs = new LinkedHashMap<>();
    for (Split first : Split.values()) {
      for (Split second : Split.values()) {
        pairs.put(
            List.of(first, second),
            shifts.stream()
                .filter(each -> each.first() == first && each.second() == second)
                .toList());
      }
    }
    List<String> warnings = new ArrayList<>();
    pairs.forEach(
        (pair, found) -> {
          if (!found.isEmpty() && found.get(0).level() != Level.FINE) {
            warnings.add(warning(pair.get(0), pair.get(1), found));
          }
        });
    return warnings;
  }

  private static String warning(Split first, Split second, List<FeatureShift> found) {
    return String.format(
        Locale.ROOT,
        "the %s split is not distributed as the %s split: %,d of %,d features are shifted, %,d moderately; the worst: %s; %s",
        second,
        first,
        count(found, Level.SHIFTED),
        found.size(),
        count(found, Level.MODERATE),
        found.stream()
            .filter(each -> each.level() != Level.FINE)
            .limit(NAMED)
            .map(FeatureShift::toString)
            .collect(Collectors.joining(", ")),
        meaning(first, second));
  }

  private static String meaning(Split first, Split second) {
    return first == Split.TRAIN
        ? String.format(
            Locale.ROOT,
            "the %s error then measures this mismatch too, and is not variance alone: train on rows such as those of the %s"
                + " split, or split one table by data.path",
            second,
            second)
        : "what the dev split decides then need not hold for the test split: take both from where the model will be used";
  }
}
