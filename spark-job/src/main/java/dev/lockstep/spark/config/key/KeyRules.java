package dev.lockstep.spark.config.key;

import dev.lockstep.linalg.BlasBackend;
import dev.lockstep.linalg.BlasKernel;
import dev.lockstep.metric.Measure;
import dev.lockstep.shard.Shuffle;
import dev.lockstep.spark.config.ExchangeConfig.Topology;
import dev.lockstep.spark.config.LossMeasures;
import dev.lockstep.spark.config.NetworkConfig.OfWidth;
import dev.lockstep.spark.config.NumbersConfig.Encode;
import dev.lockstep.spark.config.RegularizationConfig;
import dev.lockstep.spark.config.TrainingConfig.Exchange;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** What must hold between keys, beyond what their declarations say. */
public final class KeyRules {
  /** The keys that say what kind of values features hold. */
  private static final List<Key<List<String>>> KINDS =
      List.of(DataKeys.CATEGORICAL, DataKeys.NUMERIC, DataKeys.CALENDAR);

  private static final List<Key<List<String>>> OF_FEATURES =
      List.of(DataKeys.FEATURES, DataKeys.CATEGORICAL, DataKeys.NUMERIC, DataKeys.CALENDAR);

  private final Values values;
  private final Predicate<Key<?>> given;
  private final BiConsumer<Key<?>, String> problems;

  private KeyRules(Values values, Predicate<Key<?>> given, BiConsumer<Key<?>, String> problems) {
    this.values = values;
    this.given = given;
    this.problems = problems;
  }

  /**
   * Tells the problems of values, each with the key to blame.
   *
   * @param given whether a key's value is given, not its default
   */
  public static void check(
      Values values, Predicate<Key<?>> given, BiConsumer<Key<?>, String> problems) {
    KeyRules rules = new KeyRules(values, given, problems);
    rules.fractionsLeaveRowsToTrainOn();
    rules.columnsHaveOneRole();
    rules.numbersAreFeatures();
    rules.inputOrderNeedsOneShard();
    rules.kernelsAreOfOpenBlas();
    rules.whatIsPublishedIsTested();
    rules.relaysNeedSessions();
    rules.lossesHaveMeasures();
    new NetworkRules(values, problems).check();
    new RateRules(values, given, problems).check();
    new ClassRules(values, problems).check();
    new ImageRules(values, problems).check();
    rules.eachDenseLayerHasItsPenalty(RegularizationKeys.L2);
    rules.eachDenseLayerHasItsPenalty(RegularizationKeys.L1);
  }

  private void relaysNeedSessions() {
    boolean job = values.find(TrainingKeys.EXCHANGE).equals(Optional.of(Exchange.JOB));
    values
        .find(ExchangeKeys.TOPOLOGY)
        .filter(topology -> topology == Topology.TREE || topology == Topology.SLICED)
        .filter(topology -> job)
        .ifPresent(
            topology ->
                add(
                    ExchangeKeys.TOPOLOGY,
                    "found "
                        + topology
                        + ", and training.exchange: job, whose tasks end with each step;"
                        + " allowed with it: auto or star"));
  }

  private void eachDenseLayerHasItsPenalty(Key<List<Double>> key) {
    int lambdas = values.find(key).map(List::size).orElse(1);
    Optional<Long> hidden =
        values
            .find(NetworkKeys.LAYERS)
            .map(layers -> layers.stream().filter(OfWidth.class::isInstance).count())
            .or(() -> values.find(NetworkKeys.HIDDEN).map(widths -> (long) widths.size()));
    if (lambdas > 1 && hidden.isPresent() && lambdas != hidden.get() + 1) {
      add(key, RegularizationConfig.misfit(lambdas, hidden.get().intValue() + 1));
    }
  }

  private void fractionsLeaveRowsToTrainOn() {
    double dev = values.find(DataKeys.DEV_FRACTION).orElse(0.0);
    double test = values.find(DataKeys.TEST_FRACTION).orElse(0.0);
    if (dev + test >= 1) {
      Key<?> key =
          given.test(DataKeys.DEV_FRACTION) ? DataKeys.DEV_FRACTION : DataKeys.TEST_FRACTION;
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
    List<String> label = columns(DataKeys.LABEL);
    List<String> weight = values.find(DataKeys.WEIGHT).map(List::of).orElse(List.of());
    List<String> exclude = columns(DataKeys.EXCLUDE);
    for (Key<List<String>> key : OF_FEATURES) {
      List<String> columns = columns(key);
      disjoint(key, columns, DataKeys.LABEL, label);
      disjoint(key, columns, DataKeys.WEIGHT, weight);
      disjoint(key, columns, DataKeys.EXCLUDE, exclude);
    }
    disjoint(DataKeys.EXCLUDE, exclude, DataKeys.LABEL, label);
    disjoint(DataKeys.EXCLUDE, exclude, DataKeys.WEIGHT, weight);
    disjoint(DataKeys.WEIGHT, weight, DataKeys.LABEL, label);
    KINDS.forEach(key -> areFeatures(key, columns(key)));
    disjoint(DataKeys.NUMERIC, columns(DataKeys.NUMERIC), DataKeys.CATEGORICAL);
    disjoint(DataKeys.CALENDAR, columns(DataKeys.CALENDAR), DataKeys.CATEGORICAL);
    disjoint(DataKeys.CALENDAR, columns(DataKeys.CALENDAR), DataKeys.NUMERIC);
  }

  private List<String> columns(Key<List<String>> key) {
    return values.find(key).orElse(List.of());
  }

  private void disjoint(Key<?> key, List<String> columns, Key<List<String>> other) {
    disjoint(key, columns, other, columns(other));
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
    if (KINDS.contains(key)) {
      return "in " + key.name();
    }
    return key.equals(DataKeys.EXCLUDE) ? "excluded" : "the " + key.shortName();
  }

  private void numbersAreFeatures() {
    values
        .find(DataKeys.SCALE)
        .ifPresent(scale -> areNumbers(DataKeys.SCALE, List.copyOf(scale.columns().keySet())));
    values
        .find(DataKeys.ENCODE)
        .flatMap(Encode::columns)
        .ifPresent(columns -> areNumbers(DataKeys.ENCODE, columns));
  }

  private void areNumbers(Key<?> key, List<String> columns) {
    disjoint(key, columns, DataKeys.LABEL);
    disjoint(key, columns, DataKeys.EXCLUDE);
    disjoint(key, columns, DataKeys.CATEGORICAL);
    disjoint(
        key,
        columns,
        DataKeys.WEIGHT,
        values.find(DataKeys.WEIGHT).map(List::of).orElse(List.of()));
    areFeatures(key, columns);
  }

  private void areFeatures(Key<?> key, List<String> columns) {
    Optional<List<String>> features = values.find(DataKeys.FEATURES);
    columns.stream()
        .filter(column -> features.isPresent() && !features.get().contains(column))
        .forEach(
            column ->
                add(
                    key,
                    String.format(Locale.ROOT, "column '%s' is not among data.features", column)));
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

  private void kernelsAreOfOpenBlas() {
    BlasBackend backend = values.find(ComputeKeys.BLAS).orElse(BlasBackend.AUTO);
    BlasKernel kernel = values.find(ComputeKeys.KERNEL).orElse(BlasKernel.AUTO);
    if (kernel != BlasKernel.AUTO
        && (backend == BlasBackend.VECTOR || backend == BlasBackend.JAVA)) {
      add(
          ComputeKeys.KERNEL,
          String.format(
              Locale.ROOT,
              "found %s, which is code of OpenBLAS, with compute.blas: %s, which has none; allowed: auto",
              kernel,
              backend));
    }
  }

  private void whatIsPublishedIsTested() {
    if (values.find(PublishKeys.REGISTRY).isPresent()
        && columns(DataKeys.TEST).isEmpty()
        && values.find(DataKeys.TEST_FRACTION).orElse(0.0) == 0) {
      add(
          PublishKeys.REGISTRY,
          "models are compared on a test split, and there is none; name one in data.test, or raise"
              + " data.test_fraction");
    }
  }

  private void lossesHaveMeasures() {
    List<Key<Measure>> keys =
        List.of(EarlyStoppingKeys.METRIC, ReduceOnPlateauKeys.METRIC, PublishKeys.METRIC);
    values
        .find(TrainingKeys.LOSS)
        .ifPresent(
            loss ->
                keys.forEach(
                    key ->
                        values
                            .find(key)
                            .flatMap(measure -> LossMeasures.obstacle(measure, loss))
                            .ifPresent(problem -> add(key, problem))));
  }

  private void add(Key<?> key, String message) {
    problems.accept(key, message);
  }
}
