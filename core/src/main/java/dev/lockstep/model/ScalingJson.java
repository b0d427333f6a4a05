package dev.lockstep.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.shard.MinMaxScaler;
import dev.lockstep.shard.RobustScaler;
import dev.lockstep.shard.Scaling;
import dev.lockstep.shard.Standardizer;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Scalings as pairs of numbers, whose names tell the kind; or several of one kind as two lists.
 * Both are absent where nothing is scaled.
 */
final class ScalingJson {
  private static final Standardizer NONE = Standardizer.none();

  /** The names of the two numbers. */
  private enum Form {
    MEAN_DEVIATION,
    MIN_MAX,
    MEDIAN_SCALE;

    final String first = names()[0];
    final String second = names()[1];

    private String[] names() {
      return name().toLowerCase(Locale.ROOT).split("_");
    }

    private static Form of(Scaling scaling) {
      if (scaling instanceof MinMaxScaler) {
        return MIN_MAX;
      }
      return scaling instanceof RobustScaler ? MEDIAN_SCALE : MEAN_DEVIATION;
    }

    /** The one whose numbers are there; the first if none are. */
    private static Form of(JsonObject json) {
      Form found = MEAN_DEVIATION;
      for (Form form : values()) {
        found = json.has(form.first) || json.has(form.second) ? form : found;
      }
      return found;
    }

    private boolean isIn(JsonObject json) {
      return json.has(first) || json.has(second);
    }

    private Scaling scaling(double a, double b) {
      return switch (this) {
        case MEAN_DEVIATION -> new Standardizer(a, b);
        case MIN_MAX -> new MinMaxScaler(a, b);
        case MEDIAN_SCALE -> new RobustScaler(a, b);
      };
    }
  }

  private ScalingJson() {}

  private static double first(Scaling scaling) {
    if (scaling instanceof MinMaxScaler range) {
      return range.min();
    }
    return scaling instanceof RobustScaler robust
        ? robust.median()
        : ((Standardizer) scaling).mean();
  }

  private static double second(Scaling scaling) {
    if (scaling instanceof MinMaxScaler range) {
      return range.max();
    }
    return scaling instanceof RobustScaler robust
        ? robust.scale()
        : ((Standardizer) scaling).deviation();
  }

  static void write(Scaling scaling, ObjectNode json) {
    if (!scaling.equals(NONE)) {
      Form form = Form.of(scaling);
      json.put(form.first, first(scaling)).put(form.second, second(scaling));
    }
  }

  static void write(List<? extends Scaling> scalings, ObjectNode json) {
    if (scalings.stream().allMatch(NONE::equals)) {
      return;
    }
    Form form = Form.of(scalings.get(0));
    ArrayNode firsts = json.putArray(form.first);
    scalings.forEach(scaling -> firsts.add(first(scaling)));
    ArrayNode seconds = json.putArray(form.second);
    scalings.forEach(scaling -> seconds.add(second(scaling)));
  }

  static Scaling read(JsonObject json) {
    Form form = Form.of(json);
    return form.isIn(json) ? form.scaling(json.number(form.first), json.number(form.second)) : NONE;
  }

  static List<Scaling> read(JsonObject json, int width) {
    return read(json, width, Form.of(json));
  }

  /** Those that have means and deviations, if they have anything. */
  static List<Standardizer> standardizers(JsonObject json, int width) {
    return read(json, width, Form.MEAN_DEVIATION).stream().map(Standardizer.class::cast).toList();
  }

  private static List<Scaling> read(JsonObject json, int width, Form form) {
    if (!form.isIn(json)) {
      return Collections.nCopies(width, NONE);
    }
    List<Double> firsts = numbers(json, form.first, width);
    List<Double> seconds = numbers(json, form.second, width);
    return IntStream.range(0, width)
        .mapToObj(i -> form.scaling(firsts.get(i), seconds.get(i)))
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
