package dev.lockstep.spark.run.prepare;

import dev.lockstep.metric.Classes;
import dev.lockstep.metric.MetricSet;
import dev.lockstep.metric.Task;
import dev.lockstep.model.Model;
import dev.lockstep.model.Target;
import dev.lockstep.nn.Network.Outputs;
import dev.lockstep.nn.loss.Loss;
import dev.lockstep.nn.loss.SigmoidCrossEntropy;
import dev.lockstep.nn.loss.SquaredError;
import dev.lockstep.shard.Standardizer;
import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.config.TrainingConfig;
import dev.lockstep.spark.table.statistics.CheckedTables;
import dev.lockstep.spark.table.statistics.CheckedTables.Found;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is to be learnt: how target, loss, outputs and metrics hang together. */
public record Learning(Loss loss, Target target) {
  /** Whether the labels are numbers to predict. */
  public static boolean regression(TrainingConfig training) {
    return training.loss() instanceof SquaredError;
  }

  /** Of a trained model. */
  public static Learning of(Model model) {
    return new Learning(model.network().loss(), model.target());
  }

  /**
   * Number of outputs, and the loss over them; throws ConfigException if the loss does not fit the
   * classes.
   */
  public Outputs outputs() {
    if (target instanceof Target.Regression regression) {
      return new Outputs(regression.columns().size(), loss);
    }
    if (loss instanceof SigmoidCrossEntropy) {
      if (classes() != 2) {
        throw ConfigException.of(
            "training.loss: sigmoid_cross_entropy is for 2 classes, the label has %d; use"
                + " softmax_cross_entropy",
            classes());
      }
      return new Outputs(1, loss);
    }
    return new Outputs(classes(), loss);
  }

  /** Number of classes; 0 in a regression. */
  public int classes() {
    return target instanceof Target.Classification classes ? classes.labels().size() : 0;
  }

  /** What is to be predicted, as far as figures are concerned. */
  public Task task() {
    return switch (classes()) {
      case 0 -> Task.REGRESSION;
      case 2 -> Task.BINARY;
      default -> Task.MULTICLASS;
    };
  }

  /** What reports say of it, by name: weights of classes and a threshold, where there are such. */
  Map<String, Object> told() {
    Map<String, Object> told = new LinkedHashMap<>();
    if (target instanceof Target.Classification classes) {
      float[] weights = loss.classWeights();
      Map<String, Object> byClass = new LinkedHashMap<>();
      for (int i = 0; i < weights.length; i++) {
        byClass.put(classes.labels().get(i).toString(), weights[i]);
      }
      if (weights.length > 0) {
        told.put("class_weights", byClass);
      }
      if (classes.threshold() != Classes.EVEN) {
        told.put("threshold", Map.of("value", classes.threshold()));
      }
    }
    return told;
  }

  /** What is measured on those tables, with and without weights where they have them. */
  public MetricSet metrics(CheckedTables tables) {
    return metrics(tables.found(), tables.features().weight().isPresent());
  }

  public MetricSet metrics(Found data, boolean weighted) {
    MetricSet metrics = metrics(data);
    return weighted ? metrics.andUnweighted() : metrics;
  }

  private MetricSet metrics(Found data) {
    if (target instanceof Target.Regression regression) {
      return MetricSet.regression(
          data.targetMeans().stream().mapToDouble(Double::doubleValue).toArray(),
          regression.standardizers().stream().mapToDouble(Standardizer::deviation).toArray());
    }
    Target.Classification classes = (Target.Classification) target;
    List<String> names = classes.labels().values().stream().map(Object::toString).toList();
    return names.size() == 2
        ? MetricSet.binary(names).at(classes.threshold())
        : MetricSet.multiclass(names);
  }
}
