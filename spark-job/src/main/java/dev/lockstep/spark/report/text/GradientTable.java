package dev.lockstep.spark.report.text;

import dev.lockstep.check.Comparison;
import dev.lockstep.check.GradientReport;
import dev.lockstep.check.TensorCheck;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.layer.BatchNorm;
import dev.lockstep.nn.layer.Dropout;
import dev.lockstep.train.TrainingPlan;
import java.util.Locale;

/** A checked gradient, tensor by tensor, for people. */
public final class GradientTable {
  private static final String LINE = "  %-14s  %-14s  %9s  %8s  %-7s  %8s  %8s  %s%n";

  private GradientTable() {}

  /** What was compared, how well it agrees, and what the words mean. */
  public static String of(CheckedGradient gradient) {
    StringBuilder table = new StringBuilder(title(gradient));
    table.append(
        String.format(
            Locale.ROOT,
            LINE,
            "tensor",
            "shape",
            "checked",
            "float64",
            "verdict",
            "float32",
            "rounding",
            "verdict"));
    GradientReport found = gradient.found();
    for (TensorCheck each : found.tensors()) {
      table.append(
          line(
              each.tensor().name(),
              each.tensor().shape().toString(),
              each.checked(),
              each.float64(),
              each.float32()));
    }
    table.append(line("all", "", found.checked(), found.float64(), found.float32()));
    return table.append(notes(gradient)).toString();
  }

  private static String title(CheckedGradient gradient) {
    GradientReport found = gradient.found();
    return String.format(
        Locale.ROOT,
        "gradient of the mean loss of %,d of the %,d rows of the mini-batch of step %,d%n"
            + "J = %.6g, of which %.3g penalty; %,d of %,d parameters%n%n",
        found.rows(),
        gradient.batch().rows(),
        gradient.batch().step() + 1,
        found.objective(),
        found.penalty(),
        found.checked(),
        found.parameters());
  }

  private static String line(
      String name, String shape, int checked, Comparison float64, Comparison float32) {
    return String.format(
        Locale.ROOT,
        LINE,
        name,
        shape,
        String.format(Locale.ROOT, "%,d", checked),
        number(float64.error()),
        float64.verdict(),
        number(float32.error()),
        number(float32.rounding()),
        float32.verdict());
  }

  private static String number(double value) {
    return value == 0 ? "0" : String.format(Locale.ROOT, "%.1e", value);
  }

  private static String notes(CheckedGradient gradient) {
    StringBuilder notes = new StringBuilder();
    note(
        notes,
        "float64, float32: norm(a - b) / (norm(a) + norm(b)) of backprop a and two-sided differences b, epsilon 1e-7");
    note(
        notes,
        "great: below 1e-6; check: from 1e-6; worry: from 1e-4; unknown: rounding hides what there is, or nothing is left");
    note(notes, "rounding: what float32 may make of a right gradient; up to there it is great");
    if (gradient.found().penalty() > 0) {
      note(notes, "penalty: as for a mini-batch of these rows alone");
    }
    TrainingPlan plan = gradient.plan();
    if (plan.regularization().l1().stream().anyMatch(penalty -> penalty.lambda() > 0)) {
      note(notes, "the penalty of regularization.l1, which has no gradient at 0, is left out");
    }
    if (plan.batches().augmentation() != null) {
      note(notes, "images are as in the table: augmentation is turned off");
    }
    Network network = gradient.network();
    if (network.loss().classWeights().length > 0) {
      note(notes, "rows have the weights of their classes, as in training");
    }
    if (network.layers().stream().anyMatch(Dropout.class::isInstance)) {
      note(notes, "dropout is turned off");
    }
    if (network.layers().stream().anyMatch(BatchNorm.class::isInstance)) {
      note(notes, "batch norm is as in training, over these rows");
    }
    int corners = gradient.found().corners();
    if (corners > 0) {
      note(
          notes,
          String.format(
              Locale.ROOT,
              "%,d parameters left out: an activation has its corner between the two points of a difference",
              corners));
    }
    return notes.toString();
  }

  private static void note(StringBuilder notes, String text) {
    notes.append(notes.isEmpty() ? System.lineSeparator() : "");
    notes.append("  ").append(text).append(System.lineSeparator());
  }
}
