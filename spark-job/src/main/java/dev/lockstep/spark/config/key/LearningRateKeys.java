package dev.lockstep.spark.config.key;

import static dev.lockstep.spark.config.yaml.ValueType.choice;
import static dev.lockstep.spark.config.yaml.ValueType.integer;
import static dev.lockstep.spark.config.yaml.ValueType.integerOrAuto;
import static dev.lockstep.spark.config.yaml.ValueType.longInteger;
import static dev.lockstep.spark.config.yaml.ValueType.number;

import dev.lockstep.optim.schedule.ConstantRate;
import dev.lockstep.optim.schedule.ExponentialRate;
import dev.lockstep.optim.schedule.InverseSqrtRate;
import dev.lockstep.optim.schedule.InverseSqrtRate.Per;
import dev.lockstep.optim.schedule.InverseTimeRate;
import dev.lockstep.optim.schedule.LearningRate;
import dev.lockstep.optim.schedule.ManualRate;
import dev.lockstep.optim.schedule.ManualRate.Change;
import dev.lockstep.optim.schedule.StaircaseRate;
import dev.lockstep.spark.config.LearningRateConfig;
import dev.lockstep.spark.config.LearningRateConfig.Cosine;
import dev.lockstep.spark.config.LearningRateConfig.OfAnyLength;
import dev.lockstep.spark.config.LearningRateConfig.OneCycle;
import dev.lockstep.spark.config.yaml.Interval;
import dev.lockstep.spark.config.yaml.ValueType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Supplier;

/** The keys of section learning_rate; {@link Schedule} says which schedule takes which. */
final class LearningRateKeys {
  static final Section SECTION =
      new Section("learning_rate", "The learning rate over the course of training.");
  static final Key<Double> INITIAL =
      SECTION.add(
          Key.of(
                  "learning_rate.initial",
                  number(Interval.above(0)),
                  "The rate that the schedule starts with.")
              .or(0.001));
  static final Key<Schedule> SCHEDULE =
      SECTION.add(
          Key.of(
                  "learning_rate.schedule",
                  choice(Schedule.class),
                  "How the rate goes on, written out under [Learning rates](#learning-rates); the"
                      + " defaults of what it takes stand beside those of the keys below."
                      + " reduce_on_plateau, which goes with any of them, is a section.")
              .or(Schedule.CONSTANT));
  static final Key<Double> DECAY =
      ofSchedule(
          "decay",
          number(Interval.atLeast(0)),
          "How fast inverse_time falls; what exponential and staircase multiply the rate by, in"
              + " (0, 1].");
  static final Key<Integer> EVERY =
      ofSchedule("every", integer(1), "Epochs from one stair of staircase to the next.");
  static final Key<Per> PER =
      ofSchedule("per", choice(Per.class), "What inverse_sqrt counts, epochs or steps, from 1.");
  static final Key<List<Change>> TABLE =
      ofSchedule(
          "table",
          RateTable.TYPE,
          "The rates that follow the initial one, each by how many epochs come before it, such as"
              + " `{10: 0.001, 20: 0.0001}`; required with manual.");
  static final Key<Double> MIN =
      ofSchedule(
          "min",
          number(Interval.atLeast(0)),
          "What the rate falls to, at most the initial one: by the end of a cosine, and at the last"
              + " step of one_cycle.");
  static final Key<OptionalInt> PERIOD =
      ofSchedule(
          "period",
          integerOrAuto(1),
          "Epochs after which the cosine starts again from the initial rate; auto, never: it takes"
              + " the whole training.");
  static final Key<Integer> PERIOD_MULTIPLIER =
      ofSchedule(
          "period_multiplier",
          integer(1),
          "How many times as long as the one before each period of the cosine is.");
  static final Key<Double> MAX =
      ofSchedule("max", number(Interval.above(0)), "What one_cycle rises to from the initial one.");
  static final Key<Double> RISE =
      ofSchedule(
          "rise", number(Interval.open(0, 1)), "Share of the steps in which one_cycle rises.");
  static final Key<Long> WARMUP_STEPS =
      SECTION.add(
          Key.of(
                  "learning_rate.warmup_steps",
                  longInteger(0),
                  "Steps of a linear warm-up, from almost 0 to the whole rate, in front of any"
                      + " schedule; 0 for none.")
              .or(0L));

  private LearningRateKeys() {}

  private static <T> Key<T> ofSchedule(String shortName, ValueType<T> type, String meaning) {
    Key<T> key = Key.of("learning_rate." + shortName, type, meaning);
    return SECTION.add(
        key.or(new Key.ByChoice<>("learning_rate.schedule", () -> Schedule.defaults(key))));
  }

  static LearningRateConfig config(Values values) {
    return new LearningRateConfig(values.get(SCHEDULE).create(values), values.get(WARMUP_STEPS));
  }

  /**
   * The schedules by name: how each is made, and the keys it takes with their defaults. Both are
   * asked for late, because the key of the name needs the names before there are other keys.
   */
  enum Schedule {
    CONSTANT(always(values -> new ConstantRate(values.get(INITIAL))), Values::empty),
    INVERSE_TIME(
        always(values -> new InverseTimeRate(values.get(INITIAL), values.get(DECAY))),
        () -> Values.empty().with(DECAY, 1.0)),
    EXPONENTIAL(
        always(values -> new ExponentialRate(values.get(INITIAL), values.get(DECAY))),
        () -> Values.empty().with(DECAY, 0.95)),
    INVERSE_SQRT(
        always(values -> new InverseSqrtRate(values.get(INITIAL), values.get(PER))),
        () -> Values.empty().with(PER, Per.EPOCH)),
    STAIRCASE(
        always(
            values -> new StaircaseRate(values.get(INITIAL), values.get(DECAY), values.get(EVERY))),
        () -> Values.empty().with(DECAY, 0.5).with(EVERY, 10)),
    MANUAL(
        always(values -> new ManualRate(values.get(INITIAL), values.get(TABLE))),
        () -> Values.empty().with(TABLE, List.of())),
    COSINE(
        values ->
            new Cosine(
                values.get(INITIAL),
                values.get(MIN),
                values.get(PERIOD),
                values.get(PERIOD_MULTIPLIER)),
        () ->
            Values.empty()
                .with(MIN, 0.0)
                .with(PERIOD, OptionalInt.empty())
                .with(PERIOD_MULTIPLIER, 1)),
    ONE_CYCLE(
        values ->
            new OneCycle(values.get(INITIAL), values.get(MAX), values.get(MIN), values.get(RISE)),
        () -> Values.empty().with(MIN, 0.0).with(MAX, 0.01).with(RISE, 0.3));

    @SuppressWarnings("ImmutableEnumChecker") // The functions above have no state.
    private final Function<Values, LearningRateConfig.Schedule> factory;

    @SuppressWarnings("ImmutableEnumChecker") // The functions above have no state.
    private final Supplier<Values> defaults;

    Schedule(Function<Values, LearningRateConfig.Schedule> factory, Supplier<Values> defaults) {
      this.factory = factory;
      this.defaults = defaults;
    }

    private static Function<Values, LearningRateConfig.Schedule> always(
        Function<Values, LearningRate> factory) {
      return values -> new OfAnyLength(factory.apply(values));
    }

    LearningRateConfig.Schedule create(Values values) {
      return factory.apply(values);
    }

    /** The key's default for each schedule that takes it. */
    static <T> Map<String, T> defaults(Key<T> key) {
      Map<String, T> values = new LinkedHashMap<>();
      for (Schedule schedule : values()) {
        schedule
            .defaults
            .get()
            .find(key)
            .ifPresent(value -> values.put(schedule.toString(), value));
      }
      return values;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
