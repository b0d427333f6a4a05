package dev.lockstep.spark.config;

import dev.lockstep.metric.Measure;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Where a trained model is published, and how much better than the current one it must be.
 *
 * @param registry the path of the registry
 * @param name of the models there
 * @param metric the figure of the test split that decides
 * @param minimumImprovement how much better the figure must be, where chance cannot be ruled out
 * @param maximumRegression how much worse the figure of a slice may be, by the slices' column
 */
public record PublishConfig(
    String registry,
    String name,
    Measure metric,
    double minimumImprovement,
    Map<String, Double> maximumRegression) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  public PublishConfig {
    maximumRegression = Collections.unmodifiableMap(new LinkedHashMap<>(maximumRegression));
  }

  /** Whether models can be called so: it becomes the name of a directory. */
  public static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /** Whether it follows from sums over rows, which can be drawn again. */
  public static boolean isComparable(Measure measure) {
    return measure != Measure.ROC_AUC && measure != Measure.PR_AUC;
  }
}
