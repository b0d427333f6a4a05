package dev.lockstep.spark.config.key;

import static dev.lockstep.spark.config.yaml.ValueType.BOOLEAN;
import static dev.lockstep.spark.config.yaml.ValueType.integer;
import static dev.lockstep.spark.config.yaml.ValueType.longInteger;
import static dev.lockstep.spark.config.yaml.ValueType.number;

import dev.lockstep.spark.config.CheckpointConfig;
import dev.lockstep.spark.config.CheckpointConfig.Epochs;
import dev.lockstep.spark.config.CheckpointConfig.Every;
import dev.lockstep.spark.config.CheckpointConfig.Minutes;
import dev.lockstep.spark.config.CheckpointConfig.Steps;
import dev.lockstep.spark.config.yaml.BadYaml;
import dev.lockstep.spark.config.yaml.Interval;
import dev.lockstep.spark.config.yaml.ValueType;
import dev.lockstep.spark.config.yaml.YamlValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** When checkpoints are written, as a value: a map, of which each entry may be left out. */
final class CheckpointType {
  private static final String STEPS = "every_steps";
  private static final String EPOCHS = "every_epochs";
  private static final String MINUTES = "every_minutes";
  private static final String KEEP = "keep";
  private static final String KEEP_BEST = "keep_best";
  private static final List<String> EVERY = List.of(STEPS, EPOCHS, MINUTES);

  private static final ValueType<Long> STEP_COUNT = longInteger(1);
  private static final ValueType<Integer> COUNT = integer(1);
  private static final ValueType<Double> DURATION = number(Interval.above(0));

  static final ValueType<CheckpointConfig> CHECKPOINT =
      new ValueType<>(
          "a map with one of " + String.join(", ", EVERY) + "; " + KEEP + "; " + KEEP_BEST,
          CheckpointType::parse,
          CheckpointType::plain);

  private CheckpointType() {}

  private static CheckpointConfig parse(YamlValue value) throws BadYaml {
    List<YamlValue.Entry> entries =
        value.entries().orElseThrow(() -> BadYaml.expected(value, CHECKPOINT.allowed()));
    CheckpointConfig read = CheckpointConfig.DEFAULT;
    Map<String, YamlValue> given = new LinkedHashMap<>();
    for (YamlValue.Entry entry : entries) {
      String name = entry.key().text().orElse("");
      if (given.put(name, entry.key()) != null) {
        throw new BadYaml(entry.key(), "'" + name + "' is given twice");
      }
      read = with(read, name, entry);
    }
    List<String> every = EVERY.stream().filter(given::containsKey).toList();
    if (every.size() > 1) {
      throw new BadYaml(
          value, "found " + String.join(" and ", every) + "; allowed: one of them at most");
    }
    return read;
  }

  private static CheckpointConfig with(CheckpointConfig read, String name, YamlValue.Entry entry)
      throws BadYaml {
    YamlValue value = entry.value();
    return switch (name) {
      case STEPS -> every(read, new Steps(STEP_COUNT.parse(value)));
      case EPOCHS -> every(read, new Epochs(COUNT.parse(value)));
      case MINUTES -> every(read, new Minutes(DURATION.parse(value)));
      case KEEP -> new CheckpointConfig(read.every(), COUNT.parse(value), read.keepBest());
      case KEEP_BEST -> new CheckpointConfig(read.every(), read.keep(), BOOLEAN.parse(value));
      default -> throw BadYaml.expected(entry.key(), CHECKPOINT.allowed());
    };
  }

  private static CheckpointConfig every(CheckpointConfig read, Every every) {
    return new CheckpointConfig(every, read.keep(), read.keepBest());
  }

  private static Object plain(CheckpointConfig config) {
    Map<String, Object> plain = new LinkedHashMap<>();
    Every every = config.every();
    if (every instanceof Steps steps) {
      plain.put(STEPS, steps.count());
    } else if (every instanceof Epochs epochs) {
      plain.put(EPOCHS, epochs.count());
    } else {
      plain.put(MINUTES, ((Minutes) every).count());
    }
    plain.put(KEEP, config.keep());
    plain.put(KEEP_BEST, config.keepBest());
    return plain;
  }
}
