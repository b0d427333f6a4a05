package dev.lockstep.spark.config.key;

import static dev.lockstep.spark.config.yaml.ValueType.integer;
import static dev.lockstep.spark.config.yaml.ValueType.number;

import dev.lockstep.augment.Elastic;
import dev.lockstep.augment.ImageShape;
import dev.lockstep.augment.Scale;
import dev.lockstep.spark.config.yaml.BadYaml;
import dev.lockstep.spark.config.yaml.Interval;
import dev.lockstep.spark.config.yaml.ValueType;
import dev.lockstep.spark.config.yaml.YamlValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Images and their transforms as values. */
final class TransformTypes {
  /** With true, half of the images are mirrored. */
  private static final double TRUE = 0.5;

  private static final ValueType<Integer> LENGTH = integer(1, ImageShape.MOST);
  private static final ValueType<Double> SHARE = number(Interval.halfOpen(0, 1));
  private static final ValueType<Double> FACTOR = number(Interval.above(0));
  private static final ValueType<Double> ALPHA = number(Interval.atLeast(0));
  private static final ValueType<Double> SIGMA =
      number(Interval.halfOpenBelow(0, Elastic.MOST_SIGMA));

  /** An image's lengths. */
  static final ValueType<ImageShape> SHAPE =
      new ValueType<>(
          "a list [channels, height, width]",
          TransformTypes::shape,
          shape -> List.of(shape.channels(), shape.height(), shape.width()));

  /** A probability; true is one half. */
  static final ValueType<Double> PROBABILITY =
      new ValueType<>(
          "true, false or a number in [0, 1]", TransformTypes::probability, value -> value);

  /** A range of factors, or by how much they are more or less than 1 at most. */
  static final ValueType<Scale> SCALE =
      new ValueType<>(
          SHARE.allowed() + ", or a list [low, high] of two numbers above 0",
          TransformTypes::scale,
          scale -> List.of(scale.low(), scale.high()));

  /** An elastic distortion. */
  static final ValueType<Elastic> ELASTIC =
      new ValueType<>("{alpha: A, sigma: S}", TransformTypes::elastic, TransformTypes::plain);

  private TransformTypes() {}

  private static ImageShape shape(YamlValue value) throws BadYaml {
    List<YamlValue> lengths = value.items().orElse(List.of());
    if (lengths.size() != 3) {
      throw BadYaml.expected(value, SHAPE.allowed());
    }
    return new ImageShape(
        LENGTH.parse(lengths.get(0)), LENGTH.parse(lengths.get(1)), LENGTH.parse(lengths.get(2)));
  }

  private static double probability(YamlValue value) throws BadYaml {
    String text = value.plain().orElse("").toLowerCase(Locale.ROOT);
    if (text.equals("true") || text.equals("false")) {
      return text.equals("true") ? TRUE : 0;
    }
    try {
      return number(new Interval(0, true, 1, true)).parse(value);
    } catch (BadYaml e) {
      throw BadYaml.expected(value, PROBABILITY.allowed());
    }
  }

  private static Scale scale(YamlValue value) throws BadYaml {
    Optional<List<YamlValue>> bounds = value.items();
    if (bounds.isEmpty()) {
      double share = share(value);
      return new Scale(1 - share, 1 + share);
    }
    if (bounds.get().size() != 2) {
      throw BadYaml.expected(value, SCALE.allowed());
    }
    return new Scale(FACTOR.parse(bounds.get().get(0)), FACTOR.parse(bounds.get().get(1)));
  }

  private static double share(YamlValue value) throws BadYaml {
    try {
      return SHARE.parse(value);
    } catch (BadYaml e) {
      throw BadYaml.expected(value, SCALE.allowed());
    }
  }

  private static Elastic elastic(YamlValue value) throws BadYaml {
    Map<String, YamlValue> numbers = new LinkedHashMap<>();
    for (YamlValue.Entry entry : value.entries().orElse(List.of())) {
      numbers.put(entry.key().text().orElse(""), entry.value());
    }
    YamlValue alpha = numbers.get("alpha");
    YamlValue sigma = numbers.get("sigma");
    if (alpha == null || sigma == null || numbers.size() != 2) {
      throw BadYaml.expected(value, ELASTIC.allowed());
    }
    return new Elastic(ALPHA.parse(alpha), SIGMA.parse(sigma));
  }

  private static Object plain(Elastic elastic) {
    Map<String, Object> numbers = new LinkedHashMap<>();
    numbers.put("alpha", elastic.alpha());
    numbers.put("sigma", elastic.sigma());
    return numbers;
  }
}
