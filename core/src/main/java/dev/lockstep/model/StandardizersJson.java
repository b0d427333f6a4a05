package dev.lockstep.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.shard.Standardizer;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Several standardizers as lists of means and deviations, both absent where none does anything. */
final class StandardizersJson {
  private static final Standardizer NONE = Standardizer.none();

  private StandardizersJson() {}

  static void write(List<Standardizer> standardizers, ObjectNode json) {
    if (standardizers.stream().allMatch(NONE::equals)) {
      return;
    }
    ArrayNode means = json.putArray("mean");
    standardizers.forEach(standardizer -> means.add(standardizer.mean()));
    ArrayNode deviations = json.putArray("deviation");
    standardizers.forEach(standardizer -> deviations.add(standardizer.deviation()));
  }

  static List<Standardizer> read(JsonObject json, int width) {
    if (!json.has("mean") && !json.has("deviation")) {
      return Collections.nCopies(width, NONE);
    }
    List<Double> means = numbers(json, "mean", width);
    List<Double> deviations = numbers(json, "deviation", width);
    return IntStream.range(0, width)
        .mapToObj(i -> new Standardizer(means.get(i), deviations.get(i)))
        .toList();
  }

  /** As many numbers as the width; throws CorruptModelException otherwise. */
  static List<Double> numbers(JsonObject json, String key, int width) {
    List<Double> numbers = json.numbers(key);
    if (numbers.size() != width) {
      throw json.wrong(key, width + " numbers, as many as the width, not " + numbers.size());
    }
    return numbers;
  }
}
