package dev.lockstep.spark.config;

import java.util.function.Function;

/**
 * A type of values.
 *
 * @param allowed what a value must be, such as "an integer of at least 1"
 * @param plain turns a value into what YAML and JSON can hold; parsing that gives the value again
 */
record ValueType<T>(String allowed, Parser<T> parser, Function<T, Object> plain) {
  /** Reads a value as written. */
  interface Parser<T> {
    T parse(YamlValue value) throws BadValue;
  }

  T parse(YamlValue value) throws BadValue {
    try {
      return parser.parse(value);
    } catch (IllegalArgumentException e) {
      throw new BadValue(value, "found " + value.found() + "; " + e.getMessage());
    }
  }
}
