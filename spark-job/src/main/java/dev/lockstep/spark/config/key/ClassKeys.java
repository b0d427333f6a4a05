package dev.lockstep.spark.config.key;

import static dev.lockstep.spark.config.yaml.ValueType.choice;
import static dev.lockstep.spark.config.yaml.ValueType.number;

import dev.lockstep.metric.Measure;
import dev.lockstep.spark.config.ClassesConfig;
import dev.lockstep.spark.config.ClassesConfig.Balanced;
import dev.lockstep.spark.config.ClassesConfig.Calibration;
import dev.lockstep.spark.config.ClassesConfig.Fixed;
import dev.lockstep.spark.config.ClassesConfig.Given;
import dev.lockstep.spark.config.ClassesConfig.Threshold;
import dev.lockstep.spark.config.ClassesConfig.Tuned;
import dev.lockstep.spark.config.ClassesConfig.Weights;
import dev.lockstep.spark.config.yaml.BadYaml;
import dev.lockstep.spark.config.yaml.Interval;
import dev.lockstep.spark.config.yaml.ValueType;
import dev.lockstep.spark.config.yaml.YamlValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The keys of section training that are about classes. */
final class ClassKeys {
  private static final String BALANCED = "balanced";
  private static final String TUNE = "tune";

  private static final ValueType<Double> POSITIVE = number(Interval.above(0));
  private static final ValueType<Double> SHARE = number(Interval.open(0, 1));

  private static final ValueType<Measure> TUNED =
      choice(
          new TreeMap<>(Map.of("f1", Measure.F1, "accuracy", Measure.ACCURACY)), Measure::toString);

  private static final ValueType<Weights> WEIGHTS =
      new ValueType<>(
          BALANCED + ", or a map of classes to numbers above 0",
          ClassKeys::weights,
          weights -> weights instanceof Given given ? given.byClass() : BALANCED);

  private static final ValueType<Threshold> THRESHOLD =
      new ValueType<>(
          SHARE.allowed() + ", tune, {tune: f1} or {tune: accuracy}",
          ClassKeys::threshold,
          ClassKeys::plain);

  static final Key<Double> LABEL_SMOOTHING =
      Key.of(
              "training.label_smoothing",
              number(Interval.halfOpen(0, 1)),
              "Share of each target that training spreads over all classes alike; losses of"
                  + " evaluations take targets as they are.")
          .or(0.0);

  static final Key<Weights> CLASS_WEIGHTS =
      Key.of(
              "training.class_weights",
              WEIGHTS,
              "What training multiplies the weights of examples by, as their classes are: balanced,"
                  + " so that all classes weigh the same together; or `{no: 1, yes: 5}`, 1 for a"
                  + " class that is not named.")
          .optional();

  static final Key<Threshold> THRESHOLD_KEY =
      Key.of(
              "training.threshold",
              THRESHOLD,
              "What the probability of the second of two classes must exceed to be predicted: a"
                  + " number, without it 0.5; or tune, what makes f1 best on the dev split, or"
                  + " accuracy with `{tune: accuracy}`.")
          .optional();

  static final Key<Calibration> CALIBRATE =
      Key.of(
              "training.calibrate",
              choice(Calibration.class),
              "Whether the trained network's logits are divided by the temperature that makes the"
                  + " loss on the dev split least.")
          .or(Calibration.NONE);

  /** Those that mean nothing without classes. */
  static final List<Key<?>> ALL = List.of(LABEL_SMOOTHING, CLASS_WEIGHTS, THRESHOLD_KEY, CALIBRATE);

  private ClassKeys() {}

  static ClassesConfig config(Values values) {
    return new ClassesConfig(
        values.get(LABEL_SMOOTHING),
        values.find(CLASS_WEIGHTS),
        values.find(THRESHOLD_KEY),
        values.get(CALIBRATE));
  }

  private static Weights weights(YamlValue value) throws BadYaml {
    if (value.text().equals(Optional.of(BALANCED))) {
      return new Balanced();
    }
    Map<String, Double> byClass = new LinkedHashMap<>();
    for (YamlValue.Entry entry : entries(value, WEIGHTS)) {
      String name = entry.key().text().orElse("");
      if (byClass.put(name, weight(entry.value())) != null) {
        throw new BadYaml(entry.key(), "'" + name + "' is given twice");
      }
    }
    return new Given(byClass);
  }

  private static double weight(YamlValue value) throws BadYaml {
    double weight = POSITIVE.parse(value);
    if ((float) weight == 0 || Float.isInfinite((float) weight)) {
      throw BadYaml.expected(value, "a number above 0 that is one in float32 too");
    }
    return weight;
  }

  private static List<YamlValue.Entry> entries(YamlValue value, ValueType<?> type) throws BadYaml {
    List<YamlValue.Entry> entries = value.entries().orElse(List.of());
    if (entries.isEmpty()) {
      throw BadYaml.expected(value, type.allowed());
    }
    return entries;
  }

  private static Threshold threshold(YamlValue value) throws BadYaml {
    if (value.text().equals(Optional.of(TUNE))) {
      return new Tuned(Measure.F1);
    }
    if (value.entries().isPresent()) {
      YamlValue.Entry entry = entries(value, THRESHOLD).get(0);
      if (value.entries().get().size() > 1 || !entry.key().text().equals(Optional.of(TUNE))) {
        throw BadYaml.expected(value, THRESHOLD.allowed());
      }
      return new Tuned(TUNED.parse(entry.value()));
    }
    try {
      return new Fixed(SHARE.parse(value));
    } catch (BadYaml e) {
      throw BadYaml.expected(value, THRESHOLD.allowed());
    }
  }

  private static Object plain(Threshold threshold) {
    if (threshold instanceof Fixed fixed) {
      return fixed.value();
    }
    Measure measure = ((Tuned) threshold).measure();
    return measure == Measure.F1 ? TUNE : Map.of(TUNE, measure.toString());
  }
}
