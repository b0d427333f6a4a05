package dev.lockstep.spark.run.prepare;

import dev.lockstep.metric.Measure;
import dev.lockstep.metric.MetricReport;
import dev.lockstep.spark.words.Counted;
import dev.lockstep.train.Split;
import dev.lockstep.train.TemperatureScaling;
import dev.lockstep.train.TrainingPlan;
import dev.lockstep.train.TrainingResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What of a training that runs is probably not meant so. */
public final class TrainingWarnings {
  /** With fewer updates hardly anything is learnt. */
  private static final int FEW_STEPS = 200;

  /** Of two ways to add up the same weights. */
  private static final double ROUNDING = 1e-9;

  private TrainingWarnings() {}

  /**
   * Of the length of a training and the size of its mini-batches.
   *
   * @param afresh whether it goes on from no other model, which has learnt before
   */
  public static List<String> of(TrainingPlan plan, boolean afresh) {
    long examples = plan.batches().examples();
    int batch = plan.batches().batchSize();
    if (batch > examples) {
      return List.of(
          String.format(
              Locale.ROOT,
              "training.batch_size is %,d, but there are only %s to train on: each step"
                  + " takes all of them, %s in all; a smaller one, such as %,d, learns more"
                  + " from the same passes",
              batch,
              Counted.of(examples, "example"),
              Counted.of(plan.steps(), "step"),
              Math.max(1, Math.min(32, examples / 4))));
    }
    if (afresh && plan.steps() < FEW_STEPS) {
      return List.of(
          String.format(
              Locale.ROOT,
              "the training takes only %s; with fewer than %,d hardly anything is learnt:"
                  + " raise training.epochs, or lower training.batch_size, which is %,d for %,d"
                  + " examples",
              Counted.of(plan.steps(), "step"),
              FEW_STEPS,
              batch,
              examples));
    }
    return List.of();
  }

  /** Of mini-batches from which nothing could be learnt. */
  public static List<String> of(TrainingResult result) {
    long weightless = result.weightlessSteps();
    return weightless == 0
        ? List.of()
        : List.of(
            String.format(
                Locale.ROOT,
                "%,d of %,d steps had a mini-batch whose examples all have the weight 0, or no"
                    + " example, and changed nothing; a larger training.batch_size makes them"
                    + " rarer",
                weightless,
                result.steps()));
  }

  /** Of a dev split that tells no threshold from another. */
  public static List<String> ofThreshold(MetricReport dev) {
    return dev.value(Measure.ROC_AUC).isPresent()
        ? List.of()
        : List.of(
            "training.threshold: tune found examples of one class alone in the dev split, or"
                + " weights above 0 of one alone: it tells no threshold from another; give it"
                + " examples of both, or set the threshold");
  }

  /** Of a calibration that found no end. */
  public static List<String> of(TemperatureScaling.Fit fit) {
    return fit.isAtBound()
        ? List.of(
            String.format(
                Locale.ROOT,
                "training.calibrate: the temperature ended at %.3g, the %s that is tried: %s, which"
                    + " tells nothing of how sure the network may be; a larger dev split may",
                fit.temperature(),
                fit.temperature() < 1 ? "least" : "most",
                fit.temperature() < 1
                    ? "the dev split is predicted without a mistake"
                    : "on the dev split the network is sure of its mistakes"))
        : List.of();
  }

  /**
   * Of figures that predicting the same for every example would beat.
   *
   * @param largestShares in a classification, that of the largest class in each split
   */
  public static List<String> of(
      Map<Split, MetricReport> figures, Map<Split, Double> largestShares) {
    List<String> warnings = new ArrayList<>();
    figures.forEach(
        (split, report) -> {
          double r2 = report.value(Measure.R2).orElse(0);
          double largest = largestShares.getOrDefault(split, 0.0);
          double accuracy = report.value(Measure.ACCURACY).orElse(1);
          if (r2 < 0) {
            warnings.add(
                String.format(
                    Locale.ROOT,
                    "on the %s split r2 is %.3f: predicting the mean for every row would be better",
                    split,
                    r2));
          } else if (accuracy < largest - ROUNDING) {
            warnings.add(
                String.format(
                    Locale.ROOT,
                    "on the %s split accuracy is %.2f%%: predicting the largest class for every row"
                        + " would reach %.2f%%",
                    split,
                    100 * accuracy,
                    100 * largest));
          }
        });
    return warnings;
  }
}
