package dev.lockstep.spark.table.compare;

import dev.lockstep.diagnosis.Shift;
import dev.lockstep.diagnosis.Shift.Level;
import dev.lockstep.train.Split;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How far two splits lie apart in one feature.
 *
 * @param measures at least one
 */
public record FeatureShift(String feature, Split first, Split second, List<Shift> measures) {
  public FeatureShift {
    measures = List.copyOf(measures);
  }

  /** That of the worst measure. */
  public Level level() {
    return worst().level();
  }

  /** That of the worst measure. */
  public double severity() {
    return worst().severity();
  }

  private Shift worst() {
    return measures.stream()
        .max(Comparator.comparing(Shift::level).thenComparing(Shift::severity))
        .orElseThrow();
  }

  /** Such as "'age' (psi 0.83, smd 1.20)". */
  @Override
  public String toString() {
    return measures.stream()
        .map(each -> String.format(Locale.ROOT, "%s %.2f", each.measure(), each.value()))
        .collect(Collectors.joining(", ", "'" + feature + "' (", ")"));
  }
}
