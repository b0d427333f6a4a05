package dev.lockstep.spark.report;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** A finished run in a few lines, for people. */
public final class Summary {
  private Summary() {}

  /** Of a report's values. */
  public static String of(Map<String, Object> report, String directory) {
    StringBuilder text = new StringBuilder();
    Map<?, ?> data = (Map<?, ?>) value(report, "data");
    Map<?, ?> parameters = (Map<?, ?>) value(report, "parameters");
    line(
        text,
        "examples",
        "%,d train, %,d dev, %,d test",
        value(data, "train_examples"),
        value(data, "dev_examples"),
        value(data, "test_examples"));
    line(
        text,
        "network",
        "%,d features, %,d parameters, sha256 %.12s",
        value(data, "features"),
        value(parameters, "count"),
        value(parameters, "sha256"));
    line(
        text,
        "training",
        "%,d steps in %.1f s, %,.0f examples/s, loading %.1f s",
        value(report, "steps"),
        value(report, "train_seconds"),
        value(report, "examples_per_second"),
        value(data, "load_seconds"));
    ((Map<?, ?>) value(report, "metrics"))
        .forEach((split, values) -> line(text, split + "", "%s", figures((Map<?, ?>) values)));
    line(text, "written to", "%s", directory);
    return text.toString();
  }

  private static Object value(Map<?, ?> map, String key) {
    return Objects.requireNonNull(map.get(key), key);
  }

  private static void line(StringBuilder text, String name, String format, Object... values) {
    text.append(String.format(Locale.ROOT, "  %-10s ", name));
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  /** Single figures, as "name value" with four digits. */
  public static String figures(Map<?, ?> values) {
    StringBuilder text = new StringBuilder();
    values.forEach(
        (name, value) -> {
          if (value instanceof Double number) {
            text.append(text.isEmpty() ? "" : "  ");
            text.append(String.format(Locale.ROOT, "%s %.4f", name, number));
          }
        });
    return text.toString();
  }
}
