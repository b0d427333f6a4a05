package dev.lockstep.spark.config;

import dev.lockstep.metric.Measure;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How classes are learnt, and told from probabilities.
 *
 * @param labelSmoothing the share of each target that goes to all classes alike
 * @param weights by which the weights of examples are multiplied in training, if any
 * @param threshold of two classes; empty for 0.5
 */
public record ClassesConfig(
    double labelSmoothing,
    Optional<Weights> weights,
    Optional<Threshold> threshold,
    Calibration calibration) {
  /** What the dev split decides after the training, as a configuration asks for it. */
  public List<String> decidedByDev() {
    List<String> decided = new ArrayList<>();
    if (threshold.orElse(null) instanceof Tuned) {
      decided.add("training.threshold: tune");
    }
    if (calibration != Calibration.NONE) {
      decided.add("training.calibrate: " + calibration);
    }
    return decided;
  }

  /** Whether the dev split decides on something after the training. */
  public boolean needsDev() {
    return !decidedByDev().isEmpty();
  }

  /** Of the classes. */
  public sealed interface Weights {}

  /** Such that all classes weigh the same together. */
  public record Balanced() implements Weights {}

  /** By the classes' names; 1 for those that are not named. */
  public record Given(Map<String, Double> byClass) implements Weights {
    public Given {
      byClass = Collections.unmodifiableMap(new LinkedHashMap<>(byClass));
    }
  }

  /** What the probability of the second of two classes must exceed. */
  public sealed interface Threshold {}

  /** That number. */
  public record Fixed(double value) implements Threshold {}

  /** The number that makes a measure best on the dev split. */
  public record Tuned(Measure measure) implements Threshold {}

  /** What makes probabilities of the dev split true. */
  public enum Calibration {
    /** Nothing. */
    NONE,
    /** Logits are divided by one number. */
    TEMPERATURE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
