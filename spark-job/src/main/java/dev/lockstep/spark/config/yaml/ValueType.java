package dev.lockstep.spark.config.yaml;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A type of values: how one is read, and written.
 *
 * @param allowed what a value must be, such as "an integer of at least 1"
 * @param plain turns a value into what YAML and JSON can hold; parsing that gives the value again
 */
public record ValueType<T>(String allowed, Parser<T> parser, Function<T, Object> plain) {
  /** Reads a value as written. */
  public interface Parser<T> {
    T parse(YamlValue value) throws BadYaml;
  }

  private static final String AUTO = "auto";
  private static final Pattern GROUPED = Pattern.compile("[-+]?\\d{1,3}(_\\d{3})+");

  /** Any text of at least one character; a number or boolean counts as it is written. */
  public static final ValueType<String> TEXT =
      new ValueType<>("a string", value -> text(value, "a string"), text -> text);

  /** At least one text, in the order given, without repetition; one alone needs no brackets. */
  public static final ValueType<List<String>> TEXTS = texts(1);

  /** As {@link #TEXTS}, or an empty list. */
  public static final ValueType<List<String>> TEXTS_OR_NONE = texts(0);

  public static final ValueType<Boolean> BOOLEAN =
      new ValueType<>("true or false", ValueType::bool, value -> value);

  /** Options by name; values are kept as they are written. */
  public static final ValueType<Map<String, String>> TEXT_MAP =
      new ValueType<>("a map of names to single values", ValueType::textMap, LinkedHashMap::new);

  public T parse(YamlValue value) throws BadYaml {
    try {
      return parser.parse(value);
    } catch (IllegalArgumentException e) {
      throw new BadYaml(value, "found " + value.found() + "; " + e.getMessage());
    }
  }

  public static ValueType<Integer> integer(int min) {
    String allowed = "an integer of at least " + min;
    return integer(min, Integer.MAX_VALUE, allowed, allowed + " and at most " + Integer.MAX_VALUE);
  }

  /** From min to max. */
  public static ValueType<Integer> integer(int min, int max) {
    String allowed = "an integer from " + min + " to " + max;
    return integer(min, max, allowed, allowed);
  }

  private static ValueType<Integer> integer(int min, int max, String allowed, String bounded) {
    return new ValueType<>(
        allowed,
        value -> {
          long number = whole(value, min, allowed);
          if (number > max) {
            throw BadYaml.expected(value, bounded);
          }
          return (int) number;
        },
        value -> value);
  }

  public static ValueType<Long> longInteger(long min) {
    String allowed = min == Long.MIN_VALUE ? "an integer" : "an integer of at least " + min;
    return new ValueType<>(allowed, value -> whole(value, min, allowed), value -> value);
  }

  /** A number, or auto for none. */
  public static ValueType<OptionalInt> integerOrAuto(int min) {
    ValueType<Integer> integer = integer(min);
    String allowed = AUTO + " or " + integer.allowed();
    return new ValueType<>(
        allowed,
        value -> {
          if (value.text().equals(Optional.of(AUTO))) {
            return OptionalInt.empty();
          }
          try {
            return OptionalInt.of(integer.parse(value));
          } catch (BadYaml e) {
            throw BadYaml.expected(value, allowed);
          }
        },
        value -> value.isPresent() ? (Object) value.getAsInt() : AUTO);
  }

  public static ValueType<Double> number(Interval interval) {
    String allowed = "a number " + interval;
    return new ValueType<>(
        allowed,
        value -> {
          double number = decimal(value, allowed).doubleValue();
          if (!Double.isFinite(number) || !interval.contains(number)) {
            throw BadYaml.expected(value, allowed);
          }
          return number;
        },
        value -> value);
  }

  public static <T> ValueType<List<T>> listOf(ValueType<T> type, String allowed) {
    return new ValueType<>(
        allowed,
        value -> {
          List<T> list = new ArrayList<>();
          for (YamlValue item : value.items().orElseThrow(() -> expected(value, allowed))) {
            list.add(type.parse(item));
          }
          return List.copyOf(list);
        },
        list -> list.stream().map(type.plain()).toList());
  }

  /** One of an enum's constants, called by their toString. */
  public static <E extends Enum<E>> ValueType<E> choice(Class<E> type) {
    Map<String, E> values = new LinkedHashMap<>();
    Arrays.stream(type.getEnumConstants()).forEach(value -> values.put(value.toString(), value));
    return choice(values, Enum::toString);
  }

  /** One of the values, called by name; what the report calls it is said apart. */
  public static <T> ValueType<T> choice(Map<String, T> values, Function<T, String> name) {
    String allowed = "one of " + String.join(", ", values.keySet());
    return new ValueType<>(
        allowed,
        value ->
            value
                .text()
                .flatMap(text -> Optional.ofNullable(values.get(text)))
                .orElseThrow(() -> BadYaml.expected(value, allowed)),
        name::apply);
  }

  private static BadYaml expected(YamlValue value, String allowed) {
    return BadYaml.expected(value, allowed);
  }

  private static String text(YamlValue value, String allowed) throws BadYaml {
    return value
        .text()
        .filter(text -> !text.isEmpty())
        .orElseThrow(() -> BadYaml.expected(value, allowed));
  }

  private static ValueType<List<String>> texts(int min) {
    String allowed = "a string or a list of strings";
    return new ValueType<>(
        allowed,
        value -> {
          List<String> texts = texts(value, allowed);
          if (texts.size() < min) {
            throw BadYaml.expected(value, allowed);
          }
          return texts;
        },
        ArrayList::new);
  }

  private static List<String> texts(YamlValue value, String allowed) throws BadYaml {
    if (value.items().isEmpty()) {
      return List.of(text(value, allowed));
    }
    List<String> texts = new ArrayList<>();
    for (YamlValue item : value.items().get()) {
      String text = text(item, allowed);
      if (texts.contains(text)) {
        throw new BadYaml(item, "found '" + text + "' twice");
      }
      texts.add(text);
    }
    return List.copyOf(texts);
  }

  private static boolean bool(YamlValue value) throws BadYaml {
    String text = value.plain().orElse("").toLowerCase(Locale.ROOT);
    if (!text.equals("true") && !text.equals("false")) {
      throw BadYaml.expected(value, "true or false");
    }
    return text.equals("true");
  }

  private static Map<String, String> textMap(YamlValue value) throws BadYaml {
    String allowed = "a map of names to single values";
    Map<String, String> map = new LinkedHashMap<>();
    for (var entry : value.entries().orElseThrow(() -> BadYaml.expected(value, allowed))) {
      String name = text(entry.key(), allowed);
      String single = entry.value().text().orElseThrow(() -> expected(entry.value(), allowed));
      if (map.put(name, single) != null) {
        throw new BadYaml(entry.key(), "'" + name + "' is given twice");
      }
    }
    return map;
  }

  private static long whole(YamlValue value, long min, String allowed) throws BadYaml {
    try {
      long number = decimal(value, allowed).longValueExact();
      if (number >= min) {
        return number;
      }
    } catch (ArithmeticException e) {
      // A fraction, or beyond 64 bits: no integer here.
    }
    throw BadYaml.expected(value, allowed);
  }

  /** Digits may be grouped as 5_000_000. */
  private static BigDecimal decimal(YamlValue value, String allowed) throws BadYaml {
    String text = value.plain().orElseThrow(() -> BadYaml.expected(value, allowed));
    try {
      return new BigDecimal(GROUPED.matcher(text).matches() ? text.replace("_", "") : text);
    } catch (NumberFormatException e) {
      throw BadYaml.expected(value, allowed);
    }
  }
}
