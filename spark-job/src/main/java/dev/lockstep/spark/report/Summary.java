package dev.lockstep.spark.report;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A finished run in a few lines, for people. */
public final class Summary {
  private Summary() {}

  /** Of a report's values. */
  public static String of(Map<String, Object> report, String directory) {
    Map<?, ?> data = (Map<?, ?>) value(report, "data");
    Map<?, ?> parameters = (Map<?, ?>) value(report, "parameters");
    return line("examples", "%s", examples(data))
        + line(
            "network",
            "%,d features, %,d parameters, sha256 %.12s",
            value(data, "features"),
            value(parameters, "count"),
            value(parameters, "sha256"))
        + line(
            "training",
            "%,d steps in %s, %,.0f examples/s; loading took %s",
            value(report, "steps"),
            seconds((Double) value(report, "train_seconds")),
            value(report, "examples_per_second"),
            seconds((Double) value(data, "load_seconds")))
        + figures((Map<?, ?>) value(report, "metrics"))
        + line("written to", "%s", directory);
  }

  private static Object value(Map<?, ?> map, String key) {
    return Objects.requireNonNull(map.get(key), key);
  }

  private static String line(String name, String format, Object... values) {
    return String.format(Locale.ROOT, "  %-10s  ", name)
        + String.format(Locale.ROOT, format, values)
        + '\n';
  }

  private static String examples(Map<?, ?> data) {
    StringJoiner counts = new StringJoiner(", ");
    for (String split : List.of("train", "dev", "test")) {
      long count = (Long) value(data, split + "_examples");
      if (count > 0) {
        counts.add(String.format(Locale.ROOT, "%,d %s", count, split));
      }
    }
    return counts.toString();
  }

  private static String seconds(double seconds) {
    return seconds < 100
        ? String.format(Locale.ROOT, "%.1f s", seconds)
        : Progress.clock(seconds) + " min";
  }

  /** A row for each split, a column for each single figure. */
  private static String figures(Map<?, ?> splits) {
    Set<String> names = new LinkedHashSet<>();
    splits.values().forEach(figures -> names.addAll(singles((Map<?, ?>) figures).keySet()));
    // A column less to read: error is 1 - accuracy; and what is far below the digits shown.
    names.removeIf(name -> name.equals("error") || name.endsWith("_error_bound"));
    StringBuilder table = new StringBuilder(row("", names, name -> name));
    splits.forEach(
        (split, figures) -> {
          table.append(figures(split.toString(), names, (Map<?, ?>) figures));
          if (((Map<?, ?>) figures).get("unweighted") instanceof Map<?, ?> unweighted) {
            table.append(figures("unweighted", names, unweighted));
          }
        });
    return table.append(confusion(splits)).toString();
  }

  private static String figures(String title, Set<String> names, Map<?, ?> figures) {
    Map<String, Double> values = singles(figures);
    return row(title, names, name -> cell(name, values.get(name)));
  }

  /** Of the last split, which has been seen least. */
  private static String confusion(Map<?, ?> splits) {
    String table = "";
    for (Map.Entry<?, ?> split : splits.entrySet()) {
      String title = "confusion on " + split.getKey();
      table = ConfusionTable.of(title, (Map<?, ?>) split.getValue());
    }
    return table;
  }

  private static Map<String, Double> singles(Map<?, ?> figures) {
    Map<String, Double> singles = new LinkedHashMap<>();
    figures.forEach(
        (name, value) -> {
          if (value instanceof Double number) {
            singles.put(name.toString(), number);
          }
        });
    return singles;
  }

  private static String row(String title, Set<String> names, UnaryOperator<String> cells) {
    String row =
        names.stream()
            .map(
                name ->
                    String.format(
                        Locale.ROOT, "%" + Math.max(7, name.length()) + "s", cells.apply(name)))
            .collect(Collectors.joining("  "));
    return line(title, "%s", row);
  }

  private static String cell(String name, @Nullable Double value) {
    if (value == null) {
      return "-";
    }
    return name.equals("accuracy")
        ? String.format(Locale.ROOT, "%.2f%%", 100 * value)
        : String.format(Locale.ROOT, value < 1e4 ? "%.4f" : "%.4g", value);
  }
}
