package dev.lockstep.spark.config;

import dev.lockstep.data.Shuffle;
import dev.lockstep.nn.SoftmaxCrossEntropy;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** What must hold between keys, beyond what their declarations say. */
final class Checks {
  private final Values values;
  private final GivenKeys given;
  private final Problems problems;

  private Checks(Values values, GivenKeys given, Problems problems) {
    this.values = values;
    this.given = given;
    this.problems = problems;
  }

  static void run(Values values, GivenKeys given, Problems problems) {
    Checks checks = new Checks(values, given, problems);
    checks.fractionsLeaveRowsToTrainOn();
    checks.columnsHaveOneRole();
    checks.severalLabelsFitTheLoss();
    checks.inputOrderNeedsOneShard();
  }

  private void fractionsLeaveRowsToTrainOn() {
    double dev = values.find(DataKeys.DEV_FRACTION).orElse(0.0);
    double test = values.find(DataKeys.TEST_FRACTION).orElse(0.0);
    if (dev + test >= 1) {
      Key<?> key =
          given.has(DataKeys.DEV_FRACTION.name()) ? DataKeys.DEV_FRACTION : DataKeys.TEST_FRACTION;
      add(
          key,
          String.format(
              Locale.ROOT,
              "found dev_fraction %s and test_fraction %s; allowed: a sum below 1, the rest is trained on",
              dev,
              test));
    }
  }

  private void columnsHaveOneRole() {
    List<String> label = values.find(DataKeys.LABEL).orElse(List.of());
    List<String> weight = values.find(DataKeys.WEIGHT).map(List::of).orElse(List.of());
    List<String> exclude = values.find(DataKeys.EXCLUDE).orElse(List.of());
    for (Key<List<String>> key : List.of(DataKeys.FEATURES, DataKeys.CATEGORICAL)) {
      List<String> columns = values.find(key).orElse(List.of());
      disjoint(key, columns, DataKeys.LABEL, label);
      disjoint(key, columns, DataKeys.WEIGHT, weight);
      disjoint(key, columns, DataKeys.EXCLUDE, exclude);
    }
    disjoint(DataKeys.EXCLUDE, exclude, DataKeys.LABEL, label);
    disjoint(DataKeys.EXCLUDE, exclude, DataKeys.WEIGHT, weight);
    disjoint(DataKeys.WEIGHT, weight, DataKeys.LABEL, label);
    categoriesAreFeatures();
  }

  private void disjoint(Key<?> key, List<String> columns, Key<?> other, List<String> taken) {
    columns.stream()
        .filter(taken::contains)
        .forEach(
            column ->
                add(
                    key,
                    String.format(Locale.ROOT, "column '%s' is %s already", column, role(other))));
  }

  private static String role(Key<?> key) {
    return key.equals(DataKeys.EXCLUDE) ? "excluded" : "the " + key.shortName();
  }

  private void categoriesAreFeatures() {
    Optional<List<String>> features = values.find(DataKeys.FEATURES);
    List<String> categorical = values.find(DataKeys.CATEGORICAL).orElse(List.of());
    categorical.stream()
        .filter(column -> features.isPresent() && !features.get().contains(column))
        .forEach(
            column ->
                add(
                    DataKeys.CATEGORICAL,
                    String.format(Locale.ROOT, "column '%s' is not among data.features", column)));
  }

  private void severalLabelsFitTheLoss() {
    int labels = values.find(DataKeys.LABEL).map(List::size).orElse(1);
    if (labels > 1
        && values
            .find(TrainingKeys.LOSS)
            .filter(SoftmaxCrossEntropy.class::isInstance)
            .isPresent()) {
      add(
          DataKeys.LABEL,
          String.format(
              Locale.ROOT,
              "found %d columns; allowed: one, with training.loss softmax_cross_entropy",
              labels));
    }
  }

  private void inputOrderNeedsOneShard() {
    boolean none = values.find(TrainingKeys.SHUFFLE).filter(Shuffle.NONE::equals).isPresent();
    OptionalInt shards = values.find(TrainingKeys.SHARDS).orElse(OptionalInt.of(1));
    if (none && !shards.equals(OptionalInt.of(1))) {
      add(
          TrainingKeys.SHUFFLE,
          "none, the order of the input, needs training.shards: 1; found "
              + TrainingKeys.SHARDS.type().plain().apply(shards));
    }
  }

  private void add(Key<?> key, String message) {
    problems.add(given.place(key.name()), key.name(), message);
  }
}
