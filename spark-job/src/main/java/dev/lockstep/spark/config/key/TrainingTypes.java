package dev.lockstep.spark.config.key;

import static dev.lockstep.spark.config.yaml.ValueType.integer;
import static dev.lockstep.spark.config.yaml.ValueType.number;

import dev.lockstep.linalg.ExponentialAverage;
import dev.lockstep.spark.config.BatchSize;
import dev.lockstep.spark.config.yaml.BadYaml;
import dev.lockstep.spark.config.yaml.Interval;
import dev.lockstep.spark.config.yaml.ValueType;
import dev.lockstep.spark.config.yaml.YamlValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The types of values that the keys of section training have for themselves. */
final class TrainingTypes {
  private static final String FULL = "full";
  private static final String AUTO = "auto";
  private static final String DECAY = "decay";
  private static final ValueType<Integer> COUNT = integer(1, Integer.MAX_VALUE);
  private static final ValueType<Double> SHARE = number(Interval.halfOpen(0, 1));

  static final ValueType<BatchSize> BATCH_SIZE =
      new ValueType<>(
          FULL + ", " + AUTO + " or " + COUNT.allowed(),
          TrainingTypes::batchSize,
          TrainingTypes::plain);

  static final ValueType<ExponentialAverage> AVERAGE =
      new ValueType<>(
          "{decay: N}, N " + SHARE.allowed(),
          TrainingTypes::average,
          average -> Map.of(DECAY, average.decay()));

  private TrainingTypes() {}

  private static BatchSize batchSize(YamlValue value) throws BadYaml {
    String text = value.text().orElse("");
    if (text.equals(FULL)) {
      return new BatchSize.Full();
    }
    if (text.equals(AUTO)) {
      return new BatchSize.Auto();
    }
    try {
      return new BatchSize.Count(COUNT.parse(value));
    } catch (BadYaml e) {
      throw BadYaml.expected(value, BATCH_SIZE.allowed());
    }
  }

  private static Object plain(BatchSize size) {
    if (size instanceof BatchSize.Count count) {
      return count.examples();
    }
    return size instanceof BatchSize.Full ? FULL : AUTO;
  }

  private static ExponentialAverage average(YamlValue value) throws BadYaml {
    List<YamlValue.Entry> entries = value.entries().orElse(List.of());
    if (entries.size() != 1 || !entries.get(0).key().text().equals(Optional.of(DECAY))) {
      throw BadYaml.expected(value, AVERAGE.allowed());
    }
    return new ExponentialAverage(SHARE.parse(entries.get(0).value()));
  }
}
