package dev.lockstep.spark.config.key;

import dev.lockstep.spark.config.key.LearningRateKeys.Schedule;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** What must hold between keys of the learning rate and of what evaluations decide. */
record RateRules(Values values, Predicate<Key<?>> given, BiConsumer<Key<?>, String> problems) {
  void check() {
    factorsDoNotGrow();
    tablesAreGiven();
    onlyRestartsMultiplyPeriods();
    ratesFallToLessThanTheyStartWith(LearningRateKeys.MIN);
    ratesFallToLessThanTheyStartWith(ReduceOnPlateauKeys.MIN_RATE);
    ratesRiseToMoreThanTheyStartWith();
    whatWatchesHasEvaluations(ReduceOnPlateauKeys.PATIENCE);
    whatWatchesHasEvaluations(EarlyStoppingKeys.PATIENCE);
  }

  private boolean isSchedule(Schedule schedule) {
    return values.find(LearningRateKeys.SCHEDULE).filter(schedule::equals).isPresent();
  }

  private void factorsDoNotGrow() {
    double decay = values.find(LearningRateKeys.DECAY).orElse(1.0);
    boolean factor = isSchedule(Schedule.EXPONENTIAL) || isSchedule(Schedule.STAIRCASE);
    if (factor && (decay <= 0 || decay > 1)) {
      add(
          LearningRateKeys.DECAY,
          "found %s with schedule %s; allowed: a number in (0, 1]",
          decay,
          values.get(LearningRateKeys.SCHEDULE));
    }
  }

  private void tablesAreGiven() {
    if (isSchedule(Schedule.MANUAL) && !given.test(LearningRateKeys.TABLE)) {
      add(
          LearningRateKeys.TABLE,
          "missing; required with schedule manual: %s",
          LearningRateKeys.TABLE.type().allowed());
    }
  }

  private void onlyRestartsMultiplyPeriods() {
    boolean whole = values.find(LearningRateKeys.PERIOD).filter(p -> p.isEmpty()).isPresent();
    int multiplier = values.find(LearningRateKeys.PERIOD_MULTIPLIER).orElse(1);
    if (whole && multiplier > 1) {
      add(
          LearningRateKeys.PERIOD_MULTIPLIER,
          "found %d, but learning_rate.period is auto, and nothing starts again; allowed: 1",
          multiplier);
    }
  }

  private void ratesFallToLessThanTheyStartWith(Key<Double> lowest) {
    double initial = values.find(LearningRateKeys.INITIAL).orElse(Double.POSITIVE_INFINITY);
    double min = values.find(lowest).orElse(0.0);
    if (min > initial) {
      add(lowest, "found %s; allowed: at most learning_rate.initial, which is %s", min, initial);
    }
  }

  /** Blames the key that is given: the other has a default. */
  private void ratesRiseToMoreThanTheyStartWith() {
    double initial = values.find(LearningRateKeys.INITIAL).orElse(0.0);
    double max = values.find(LearningRateKeys.MAX).orElse(Double.POSITIVE_INFINITY);
    if (max < initial) {
      Key<?> key =
          given.test(LearningRateKeys.MAX) ? LearningRateKeys.MAX : LearningRateKeys.INITIAL;
      add(
          key,
          "found learning_rate.initial %s and learning_rate.max %s; allowed: a max of at least the"
              + " initial rate",
          initial,
          max);
    }
  }

  private void whatWatchesHasEvaluations(Key<Integer> patience) {
    boolean none = values.find(TrainingKeys.EVALUATE_EVERY).orElse(1) == 0;
    if (none && values.find(patience).isPresent()) {
      add(
          TrainingKeys.EVALUATE_EVERY,
          "found 0 with %s, which needs evaluations of the dev split; allowed: at least 1",
          patience.name());
    }
  }

  private void add(Key<?> key, String format, Object... found) {
    problems.accept(key, String.format(Locale.ROOT, format, found));
  }
}
