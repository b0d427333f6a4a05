package dev.lockstep.spark.report.text;

import dev.lockstep.check.Comparison;
import dev.lockstep.check.GradientReport;
import dev.lockstep.check.GradientVerdict;
import dev.lockstep.check.TensorCheck;
import dev.lockstep.nn.Network;
import dev.lockstep.train.TrainingPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A gradient that was checked, and where.
 *
 * @param network as configured, dropout included
 * @param plan of the training, augmentation and L1 included
 * @param batch the mini-batch that the checked rows are of
 */
public record CheckedGradient(
    Network network, TrainingPlan plan, Batch batch, GradientReport found) {
  /**
   * A mini-batch.
   *
   * @param step how many steps of training came before
   * @param rows how many rows it has
   */
  public record Batch(long step, long rows) {}

  /** What is wrong, tensor by tensor, and what to look at; empty if nothing is. */
  public List<String> faults() {
    List<TensorCheck> worrying = found.worrying();
    if (worrying.isEmpty()) {
      return List.of();
    }
    if (!Double.isFinite(found.objective())) {
      return List.of(
          "the loss is "
              + found.objective()
              + " and has no gradient: look at features that are not standardized, and at the learning rate");
    }
    List<String> faults = new ArrayList<>();
    for (TensorCheck each : worrying) {
      add(each, "float64", each.float64(), faults);
      add(each, "float32", each.float32(), faults);
    }
    faults.add(advice(worrying));
    return faults;
  }

  private void add(TensorCheck check, String precision, Comparison found, List<String> faults) {
    if (found.verdict() == GradientVerdict.WORRY) {
      faults.add(
          String.format(
              Locale.ROOT,
              "tensor %s of %s: the gradient in %s is off by %.1e from differences of the loss; rounding makes %.1e",
              check.tensor().name(),
              layer(check),
              precision,
              found.error(),
              found.rounding()));
    }
  }

  /** Errors are handed down, towards the input. */
  private String advice(List<TensorCheck> worrying) {
    boolean wrongFormula =
        worrying.stream().anyMatch(each -> each.float64().verdict() == GradientVerdict.WORRY);
    String last = layer(worrying.get(worrying.size() - 1));
    return wrongFormula
        ? "look first at the derivative of "
            + last
            + ", the last one named, and at those of the layers right behind it: errors travel towards the input"
        : "in float64 it is right: look at numbers too large or too small for float32, such as features that are not"
            + " standardized, and then at what computes "
            + last;
  }

  private String layer(TensorCheck check) {
    String name = check.tensor().name();
    int index = Integer.parseInt(name.substring(0, name.indexOf('.')));
    return "layer " + index + ", " + network.layers().get(index).kind();
  }
}
