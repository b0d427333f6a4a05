package dev.lockstep.spark.config.key;

import static dev.lockstep.spark.config.yaml.ValueType.TEXT;
import static dev.lockstep.spark.config.yaml.ValueType.choice;
import static dev.lockstep.spark.config.yaml.ValueType.number;

import dev.lockstep.metric.Measure;
import dev.lockstep.spark.config.PublishConfig;
import dev.lockstep.spark.config.yaml.BadYaml;
import dev.lockstep.spark.config.yaml.Interval;
import dev.lockstep.spark.config.yaml.ValueType;
import dev.lockstep.spark.config.yaml.YamlValue;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The keys of section publish. */
final class PublishKeys {
  private static final String SWITCH = "publish.registry";

  static final Section SECTION =
      new Section(
          "publish",
          "Where the trained model is published, if it is better than the [current"
              + " one](../spark-job/README.md#champion-and-challenger) on the test split.");
  static final Key<String> REGISTRY =
      SECTION.add(
          Key.of(
                  SWITCH,
                  TEXT,
                  "The [registry](../spark-job/README.md#the-registry), a directory on any file"
                      + " system that Hadoop knows; without it nothing is published.")
              .optional());
  static final Key<String> NAME =
      SECTION.add(
          Key.of("publish.name", name(), "What the models are of: a directory in the registry.")
              .onlyWith(SWITCH));
  static final Key<Measure> METRIC =
      SECTION.add(
          Key.of(
                  "publish.metric",
                  metric(),
                  "The figure of the test split that decides, one of those of the task; the loss of a"
                      + " regression is the mean squared error, in the labels' units.")
              .or(Measure.LOSS)
              .onlyWith(SWITCH));
  static final Key<Double> MINIMUM_IMPROVEMENT =
      SECTION.add(
          Key.of(
                  "publish.minimum_improvement",
                  number(Interval.ALL),
                  "How much better than the current model the trained one must be at least, in units"
                      + " of the metric. The lower end of the 95% interval of the improvement must"
                      + " be above 0, too, or above this if this is below 0.")
              .or(0.0)
              .onlyWith(SWITCH));
  static final Key<Map<String, Double>> MAXIMUM_REGRESSION =
      SECTION.add(
          Key.of(
                  "publish.maximum_regression_per_slice",
                  regressions(),
                  "How much worse than the current model the trained one may be at most on the rows"
                      + " of a slice, which are those with the same value in that column.")
              .or(Map.of())
              .onlyWith(SWITCH));

  private PublishKeys() {}

  private static ValueType<String> name() {
    String allowed =
        "a name of letters, digits, '.', '_' and '-' that begins with one of the former";
    return new ValueType<>(
        allowed,
        value ->
            value
                .text()
                .filter(PublishConfig::isName)
                .orElseThrow(() -> BadYaml.expected(value, allowed)),
        name -> name);
  }

  private static ValueType<Measure> metric() {
    Map<String, Measure> measures =
        Arrays.stream(Measure.values())
            .filter(PublishConfig::isComparable)
            .collect(
                Collectors.toMap(
                    Measure::toString, measure -> measure, (a, b) -> a, LinkedHashMap::new));
    return choice(measures, Measure::toString);
  }

  private static ValueType<Map<String, Double>> regressions() {
    ValueType<Double> number = number(Interval.atLeast(0));
    String allowed = "a map of columns to " + number.allowed().replace("a number", "numbers");
    return new ValueType<>(
        allowed,
        value -> {
          Map<String, Double> columns = new LinkedHashMap<>();
          for (YamlValue.Entry entry :
              value.entries().orElseThrow(() -> BadYaml.expected(value, allowed))) {
            String column = TEXT.parse(entry.key());
            if (columns.put(column, number.parse(entry.value())) != null) {
              throw new BadYaml(entry.key(), "'" + column + "' is given twice");
            }
          }
          return columns;
        },
        LinkedHashMap::new);
  }

  static Optional<PublishConfig> config(Values values) {
    return values
        .find(REGISTRY)
        .map(
            registry ->
                new PublishConfig(
                    registry,
                    values.get(NAME),
                    values.get(METRIC),
                    values.get(MINIMUM_IMPROVEMENT),
                    values.get(MAXIMUM_REGRESSION)));
  }
}
