package dev.lockstep.spark.run;

import dev.lockstep.metric.Measure;
import dev.lockstep.metric.Task;
import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.config.DataConfig.Fractions;
import dev.lockstep.spark.config.DataConfig.Source;
import dev.lockstep.spark.config.DataConfig.Splits;
import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.train.TrainingPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What must be true of the dev split where its figures decide; all throw ConfigException otherwise.
 *
 * @param watched what decides over the training, by the section of the configuration that asks for
 *     it
 * @param needing all that needs a dev split, by the name that users know
 */
record WatchedDev(Map<String, Measure> watched, List<String> needing) {
  /** What a configuration asks for, and others beside it. */
  static WatchedDev of(LockstepConfig config, List<String> others) {
    Map<String, Measure> watched = config.policies().watched();
    List<String> needing = new ArrayList<>(watched.keySet());
    needing.addAll(config.training().classes().decidedByDev());
    if (config.training().checkpoint().keepBest()) {
      needing.add("training.checkpoint with keep_best");
    }
    needing.addAll(others);
    return new WatchedDev(watched, needing);
  }

  /** Before any table is read. */
  void checkNamed(Source source) {
    for (String name : needing) {
      if (source instanceof Splits splits && splits.dev().isEmpty() && splits.devFromTrain() == 0) {
        throw ConfigException.of(
            "data.dev: missing; %s needs a dev split, which data.dev_from_train makes, too", name);
      }
      if (source instanceof Fractions fractions && fractions.dev() == 0) {
        throw ConfigException.of(
            "data.dev_fraction: found 0 with %s, which needs a dev split; allowed: above 0", name);
      }
    }
  }

  /**
   * Before a training.
   *
   * @param examples in the dev split
   */
  void check(Task task, long examples, TrainingPlan plan) {
    checkMeasured(task);
    checkExamples(examples);
    checkEvaluated(plan);
  }

  private void checkExamples(long examples) {
    for (String name : needing) {
      if (examples == 0) {
        throw ConfigException.of(
            "%s needs a dev split, and there is no example in it: name one in data.dev, or raise"
                + " data.dev_fraction",
            name);
      }
    }
  }

  /** Before the training has ended. */
  private void checkEvaluated(TrainingPlan plan) {
    for (String section : watched.keySet()) {
      if (plan.evaluateEvery() > plan.epochs()) {
        throw ConfigException.of(
            "training.evaluate_every: found %,d, but the training ends in epoch %,d, and %s would"
                + " see no evaluation",
            plan.evaluateEvery(), plan.epochs(), section);
      }
    }
  }

  private void checkMeasured(Task task) {
    watched.forEach(
        (section, measure) -> {
          if (!measure.isOf(task)) {
            throw ConfigException.of(
                "%s.metric: found %s, which %s does not have; allowed: %s",
                section,
                measure,
                name(task),
                Measure.of(task).stream().map(Measure::toString).collect(Collectors.joining(", ")));
          }
        });
  }

  private static String name(Task task) {
    return switch (task) {
      case BINARY -> "a classification of 2 classes";
      case MULTICLASS -> "a classification of more than 2 classes";
      case REGRESSION -> "a regression";
    };
  }
}
