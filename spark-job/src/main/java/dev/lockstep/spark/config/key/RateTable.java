package dev.lockstep.spark.config.key;

import static dev.lockstep.spark.config.yaml.ValueType.number;

import dev.lockstep.optim.schedule.ManualRate.Change;
import dev.lockstep.spark.config.yaml.BadYaml;
import dev.lockstep.spark.config.yaml.Interval;
import dev.lockstep.spark.config.yaml.ValueType;
import dev.lockstep.spark.config.yaml.YamlValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A table of learning rates as a value: a map of epochs to rates, in the order of the epochs. */
final class RateTable {
  private static final String ALLOWED = "a map of epochs to rates";
  private static final String EPOCHS = "an integer of at least 1";
  private static final ValueType<Double> RATE = number(Interval.above(0));

  static final ValueType<List<Change>> TYPE =
      new ValueType<>(ALLOWED, RateTable::parse, RateTable::plain);

  private RateTable() {}

  private static List<Change> parse(YamlValue value) throws BadYaml {
    List<YamlValue.Entry> entries =
        value.entries().orElseThrow(() -> BadYaml.expected(value, ALLOWED));
    if (entries.isEmpty()) {
      throw new BadYaml(value, "found an empty table; allowed: " + ALLOWED);
    }
    List<Change> table = new ArrayList<>();
    int before = 0;
    for (YamlValue.Entry entry : entries) {
      Change change = new Change(epoch(entry.key(), before), RATE.parse(entry.value()));
      table.add(change);
      before = change.epoch();
    }
    return List.copyOf(table);
  }

  private static int epoch(YamlValue key, int before) throws BadYaml {
    int epoch = epoch(key);
    if (epoch <= before) {
      throw new BadYaml(
          key,
          String.format(
              Locale.ROOT,
              "found epoch %d after epoch %d; allowed: epochs in ascending order",
              epoch,
              before));
    }
    return epoch;
  }

  /** Quoted or not: the keys of JSON are. */
  private static int epoch(YamlValue key) throws BadYaml {
    try {
      int epoch = Integer.parseInt(key.text().orElse(""));
      if (epoch >= 1) {
        return epoch;
      }
    } catch (NumberFormatException e) {
      // No integer, told as one that is not allowed.
    }
    throw BadYaml.expected(key, EPOCHS);
  }

  private static Map<Integer, Double> plain(List<Change> table) {
    Map<Integer, Double> rates = new LinkedHashMap<>();
    table.forEach(change -> rates.put(change.epoch(), change.rate()));
    return rates;
  }
}
