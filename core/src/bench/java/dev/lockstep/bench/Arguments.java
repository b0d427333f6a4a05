package dev.lockstep.bench;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * The arguments of a benchmark, each {@code key=value}, over defaults that also say which keys
 * there are.
 */
public final class Arguments {
  private final Map<String, String> values;

  private Arguments(Map<String, String> values) {
    this.values = values;
  }

  /**
   * The defaults, {@code "batch=1000 threads=1"}, overridden by the command line.
   *
   * @throws IllegalArgumentException for a key that has no default
   */
  public static Arguments parse(String defaults, String... commandLine) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String argument : defaults.split(" ", -1)) {
      values.put(key(argument), value(argument));
    }
    for (String argument : commandLine) {
      if (values.replace(key(argument), value(argument)) == null) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "no argument '%s'; allowed, with their defaults: %s",
                argument,
                defaults));
      }
    }
    return new Arguments(values);
  }

  public String text(String key) {
    return Objects.requireNonNull(values.get(key), key);
  }

  public int integer(String key) {
    return Integer.parseInt(text(key));
  }

  public double number(String key) {
    return Double.parseDouble(text(key));
  }

  private static String key(String argument) {
    return argument.substring(0, equalsSign(argument));
  }

  private static String value(String argument) {
    return argument.substring(equalsSign(argument) + 1);
  }

  private static int equalsSign(String argument) {
    int equals = argument.indexOf('=');
    if (equals < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "expected key=value, found '%s'", argument));
    }
    return equals;
  }
}
