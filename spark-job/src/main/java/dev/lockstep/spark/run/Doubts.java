package dev.lockstep.spark.run;

import dev.lockstep.linalg.ExponentialAverage;
import dev.lockstep.metric.Measure;
import dev.lockstep.spark.config.ClassesConfig.Tuned;
import dev.lockstep.spark.config.LockstepConfig;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Keys of a configuration that each do what they say, and together perhaps not what is meant. */
final class Doubts {
  /** What depends on the threshold of two classes. */
  private static final Set<Measure> DECIDED =
      EnumSet.of(Measure.ACCURACY, Measure.ERROR, Measure.PRECISION, Measure.RECALL, Measure.F1);

  private Doubts() {}

  /** A line for each pair. */
  static List<String> of(LockstepConfig config) {
    List<String> doubts = new ArrayList<>();
    boolean sparse = config.regularization().l1().stream().anyMatch(lambda -> lambda > 0);
    if (sparse && !config.training().average().equals(ExponentialAverage.LATEST)) {
      doubts.add(
          "with training.average regularization.l1 makes few weights exactly 0: the average also"
              + " counts the steps before they became so");
    }
    if (config.training().classes().threshold().orElse(null) instanceof Tuned) {
      config
          .policies()
          .watched()
          .forEach(
              (section, measure) -> {
                if (DECIDED.contains(measure)) {
                  doubts.add(untuned(section, measure));
                }
              });
    }
    return doubts;
  }

  private static String untuned(String section, Measure measure) {
    return String.format(
        Locale.ROOT,
        "%s.metric is %s at the threshold 0.5, and training.threshold: tune finds another one"
            + " afterwards; loss, roc_auc and pr_auc depend on none",
        section,
        measure);
  }
}
