package dev.lockstep.spark.config;

import dev.lockstep.metric.Measure;
import dev.lockstep.metric.Task;
import dev.lockstep.nn.loss.Loss;
import dev.lockstep.nn.loss.SigmoidCrossEntropy;
import dev.lockstep.nn.loss.SquaredError;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a training's loss tells of its figures before any table is read. */
public final class LossMeasures {
  private LossMeasures() {}

  /** What is wrong with a measure, whatever the labels are; empty if it may be right. */
  public static Optional<String> obstacle(Measure measure, Loss loss) {
    List<Task> tasks = tasks(loss);
    if (tasks.stream().anyMatch(measure::isOf)) {
      return Optional.empty();
    }
    String which =
        loss instanceof SquaredError
            ? "a regression"
            : loss instanceof SigmoidCrossEntropy
                ? "a classification of 2 classes"
                : "a classification";
    String allowed =
        Arrays.stream(Measure.values())
            .filter(each -> tasks.stream().anyMatch(each::isOf))
            .map(Measure::toString)
            .collect(Collectors.joining(", "));
    return Optional.of(
        "found " + measure + ", which " + which + " does not have; allowed: " + allowed);
  }

  private static List<Task> tasks(Loss loss) {
    if (loss instanceof SquaredError) {
      return List.of(Task.REGRESSION);
    }
    return loss instanceof SigmoidCrossEntropy
        ? List.of(Task.BINARY)
        : List.of(Task.BINARY, Task.MULTICLASS);
  }
}
