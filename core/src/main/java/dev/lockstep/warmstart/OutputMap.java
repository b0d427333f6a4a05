package dev.lockstep.warmstart;

import dev.lockstep.model.Target;
import dev.lockstep.model.Target.Classification;
import dev.lockstep.model.Target.Regression;
import dev.lockstep.shard.Standardizer;
import java.util.List;
import java.util.stream.IntStream;

/** The outputs of a network told by those of another: now[i] = factor * old + constant. */
final class OutputMap {
  /**
   * @param old which of the old outputs, or -1 for none, which is 0
   */
  private record Output(int old, double factor, double constant) {}

  private final List<Output> outputs;

  private OutputMap(List<Output> outputs) {
    this.outputs = outputs;
  }

  /**
   * Of targets.
   *
   * @throws IllegalArgumentException if one is a class and the other a number, or they are others
   */
  static OutputMap of(Target old, Target now, int outputs) {
    if (!old.columns().equals(now.columns())) {
      throw new IllegalArgumentException(
          "the model predicts " + old.columns() + ", not " + now.columns());
    }
    if (old instanceof Classification from && now instanceof Classification to) {
      return new OutputMap(outputs == 1 ? same(1) : classes(from, to));
    } else if (old instanceof Regression from && now instanceof Regression to) {
      return new OutputMap(
          IntStream.range(0, to.columns().size())
              .mapToObj(i -> number(i, from.standardizers().get(i), to.standardizers().get(i)))
              .toList());
    }
    throw new IllegalArgumentException(
        "the model predicts "
            + (old instanceof Regression ? "numbers, not classes" : "classes, not numbers"));
  }

  private static List<Output> same(int outputs) {
    return IntStream.range(0, outputs).mapToObj(i -> new Output(i, 1, 0)).toList();
  }

  private static List<Output> classes(Classification from, Classification to) {
    return to.labels().values().stream()
        .map(label -> new Output(from.labels().indexOf(label), 1, 0))
        .toList();
  }

  /** A label that does not vary now is its mean, whatever the output: 0 is learnt at once. */
  private static Output number(int i, Standardizer from, Standardizer to) {
    return to.deviation() == 0
        ? new Output(-1, 0, 0)
        : new Output(
            i, from.deviation() / to.deviation(), (from.mean() - to.mean()) / to.deviation());
  }

  int width() {
    return outputs.size();
  }

  int old(int output) {
    return outputs.get(output).old();
  }

  double factor(int output) {
    return outputs.get(output).factor();
  }

  double constant(int output) {
    return outputs.get(output).constant();
  }
}
