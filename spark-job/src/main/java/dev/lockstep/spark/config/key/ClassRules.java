package dev.lockstep.spark.config.key;

import dev.lockstep.nn.loss.SquaredError;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;

/** What must hold between the loss and what is about labels and classes. */
record ClassRules(Values values, BiConsumer<Key<?>, String> problems) {
  void check() {
    severalLabelsFitTheLoss();
    whatIsAboutClassesNeedsSome();
  }

  private void severalLabelsFitTheLoss() {
    int labels = values.find(DataKeys.LABEL).map(List::size).orElse(1);
    boolean classes =
        values.find(TrainingKeys.LOSS).filter(loss -> !(loss instanceof SquaredError)).isPresent();
    if (labels > 1 && classes) {
      problems.accept(
          DataKeys.LABEL,
          String.format(
              Locale.ROOT,
              "found %d columns; allowed: one, with training.loss %s; squared_error takes several",
              labels,
              values.get(TrainingKeys.LOSS).kind()));
    }
  }

  private void whatIsAboutClassesNeedsSome() {
    if (values.find(TrainingKeys.LOSS).filter(SquaredError.class::isInstance).isEmpty()) {
      return;
    }
    ClassKeys.ALL.stream()
        .filter(key -> values.find(key).isPresent() && !isDefault(key))
        .forEach(
            key ->
                problems.accept(
                    key,
                    "found "
                        + values.plain(key).orElseThrow()
                        + " with training.loss squared_error, which learns numbers and no classes: leave it out"));
  }

  private <T> boolean isDefault(Key<T> key) {
    return values.find(key).equals(key.fallback().in(values));
  }
}
