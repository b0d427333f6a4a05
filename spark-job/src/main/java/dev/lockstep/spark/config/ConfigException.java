package dev.lockstep.spark.config;

import dev.lockstep.spark.failure.PlainText;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A configuration that cannot be used, with everything that is wrong with it: one line each, naming
 * the file, line and column or the --set option, the key, what was found and what is allowed.
 */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ConfigException(List<String> problems) {
    super(PlainText.lines(String.join("\n", problems)));
  }

  /** With one problem, formatted as String.format does. */
  public static ConfigException of(String format, @Nullable Object... values) {
    return new ConfigException(List.of(String.format(Locale.ROOT, format, values)));
  }

  /** One line for each problem, in the order of the file. */
  public List<String> problems() {
    return String.valueOf(getMessage()).lines().toList();
  }
}
