package dev.lockstep.spark.run.prepare;

import dev.lockstep.metric.Classes;
import dev.lockstep.metric.MetricSet;
import dev.lockstep.model.Target.Classification;
import dev.lockstep.nn.loss.ClassTargets;
import dev.lockstep.nn.loss.Loss;
import dev.lockstep.nn.loss.SigmoidCrossEntropy;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.spark.config.ClassesConfig;
import dev.lockstep.spark.config.ClassesConfig.Fixed;
import dev.lockstep.spark.config.ClassesConfig.Given;
import dev.lockstep.spark.config.ClassesConfig.Tuned;
import dev.lockstep.spark.config.ClassesConfig.Weights;
import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.table.statistics.CheckedTables;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a configuration asks of the classes of tables whose first pass is done.
 *
 * @param totals weight of each class in the training split
 */
public record ClassSettings(ClassesConfig asked, Classification classes, List<Double> totals) {
  /** More classes no message shows. */
  private static final int MOST_SHOWN = 10;

  /**
   * What is to be learnt from tables: where there are classes, as it is asked for.
   *
   * @throws ConfigException if that cannot be had with them
   */
  public static Learning learning(Loss loss, ClassesConfig asked, CheckedTables tables) {
    if (!(tables.target() instanceof Classification classes)) {
      return new Learning(loss, tables.target());
    }
    return new ClassSettings(asked, classes, tables.classWeights()).learning(loss);
  }

  /** The same; what an initial model asked for does not count. */
  public Learning learning(Loss loss) {
    check();
    return new Learning(loss(loss), classes.at(threshold()));
  }

  /** With a search for the best threshold, if that is asked for. */
  public static MetricSet metrics(MetricSet metrics, ClassesConfig asked) {
    return asked.threshold().orElse(null) instanceof Tuned tuned
        ? metrics.tuning(tuned.measure())
        : metrics;
  }

  private void check() {
    int count = classes.labels().size();
    if (asked.threshold().isPresent() && count != 2) {
      throw ConfigException.of(
          "training.threshold: found one for the label column '%s', which has %d classes; allowed:"
              + " with 2",
          classes.column(), count);
    }
  }

  /** As far as it is known before the training. */
  private double threshold() {
    return asked.threshold().orElse(null) instanceof Fixed fixed ? fixed.value() : Classes.EVEN;
  }

  private Loss loss(Loss plain) {
    ClassTargets targets =
        new ClassTargets(
            asked.labelSmoothing(), asked.weights().map(this::weights).orElse(List.of()));
    if (plain instanceof SoftmaxCrossEntropy) {
      return new SoftmaxCrossEntropy(targets);
    }
    return plain instanceof SigmoidCrossEntropy ? new SigmoidCrossEntropy(targets) : plain;
  }

  /** One for each class, in their order. */
  private List<Float> weights(Weights weights) {
    return weights instanceof Given given ? given(given.byClass()) : balanced();
  }

  private List<Float> given(Map<String, Double> byClass) {
    List<Float> weights = new ArrayList<>(Collections.nCopies(classes.labels().size(), 1f));
    Map<Integer, String> named = new HashMap<>();
    byClass.forEach(
        (name, weight) -> {
          int index = index(name);
          String before = named.put(index, name);
          if (before != null) {
            throw ConfigException.of(
                "training.class_weights: found '%s' and '%s', which are the same class of the label"
                    + " column '%s'; allowed: each class once",
                before, name, classes.column());
          }
          weights.set(index, weight.floatValue());
        });
    return weights;
  }

  /** Of a class as it is written. */
  private int index(String name) {
    for (int i = 0; i < classes.labels().size(); i++) {
      if (classes.labels().get(i).toString().equals(name)) {
        return i;
      }
    }
    int number = numbered(name);
    if (number >= 0) {
      return number;
    }
    throw ConfigException.of(
        "training.class_weights: found the class '%s', which the label column '%s' does not have;"
            + " its classes are %s",
        name, classes.column(), shown());
  }

  /** Of a number, however it is written; -1 if there is none. */
  private int numbered(String name) {
    try {
      return classes.labels().get(0) instanceof Number ? classes.indexOf(Double.valueOf(name)) : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private String shown() {
    int more = classes.labels().size() - MOST_SHOWN;
    String first = classes.labels().values().stream().limit(MOST_SHOWN).toList().toString();
    return more > 0 ? String.format(Locale.ROOT, "%s and %,d more", first, more) : first;
  }

  /** n / (k n_c), of the k classes that have weight; whatever the others', it counts nothing. */
  private List<Float> balanced() {
    double all = totals.stream().mapToDouble(Double::doubleValue).sum();
    long k = totals.stream().filter(each -> each > 0).count();
    return totals.stream().map(each -> each > 0 ? (float) (all / (k * each)) : 1f).toList();
  }
}
