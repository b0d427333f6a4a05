package dev.lockstep.spark.search.optimism;

import dev.lockstep.metric.Accuracy;
import dev.lockstep.metric.MeanLoss;
import dev.lockstep.metric.Measure;
import dev.lockstep.metric.MetricSet;
import dev.lockstep.metric.PrecisionRecall;
import dev.lockstep.metric.Task;
import dev.lockstep.nn.Network;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * A trained network that may be chosen.
 *
 * @param parameters [n], not to be modified
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record Finalist(int trial, Network network, float[] parameters) implements Serializable {
  /**
   * Metrics that give a measure and can be summed over groups of examples at little expense; empty
   * for what depends on the order of all examples, or on all classes.
   *
   * @param planned what evaluations compute
   */
  static Optional<MetricSet> sums(Measure measure, Task task, MetricSet planned) {
    if (task == Task.REGRESSION) {
      return Optional.of(planned);
    }
    return switch (measure) {
      case LOSS, ACCURACY, ERROR ->
          Optional.of(
              new MetricSet(List.of(new MeanLoss(), new Accuracy())).at(planned.threshold()));
      case PRECISION, RECALL, F1 ->
          Optional.of(new MetricSet(List.of(new PrecisionRecall())).at(planned.threshold()));
      default -> Optional.empty();
    };
  }
}
