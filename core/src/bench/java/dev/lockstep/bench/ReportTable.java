package dev.lockstep.bench;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * One table of the report, in aligned columns, with each speed relative to that of the table's
 * yardstick, if it has one.
 */
final class ReportTable {
  private static final Map<String, String> YARDSTICKS =
      Map.of(
          "core", "sgemm-floor",
          "exchange", "bare-spark-job",
          "job", "spark-mllib",
          "load", "spark-sum",
          "network", "star",
          "vectorization", "example-by-example");

  private ReportTable() {}

  static String format(String name, List<Row> rows) {
    Set<String> columns = new LinkedHashSet<>();
    rows.forEach(row -> columns.addAll(row.fields().keySet()));
    columns.remove("table");
    String yardstick = YARDSTICKS.getOrDefault(name, "");
    List<List<String>> cells = new ArrayList<>();
    cells.add(header(columns, yardstick));
    for (Row row : rows) {
      List<String> line = line(row, columns);
      if (!yardstick.isEmpty()) {
        line.add(relative(row, yardstick, rows));
      }
      cells.add(line);
    }
    return name + "\n" + align(cells);
  }

  private static List<String> header(Set<String> columns, String yardstick) {
    List<String> header = new ArrayList<>(columns);
    if (!yardstick.isEmpty()) {
      header.add("x " + yardstick);
    }
    return header;
  }

  private static List<String> line(Row row, Set<String> columns) {
    List<String> line = new ArrayList<>();
    for (String column : columns) {
      line.add(text(row.fields().getOrDefault(column, "")));
    }
    return line;
  }

  private static String relative(Row row, String yardstick, List<Row> rows) {
    return rows.stream()
        .filter(other -> other.peer().equals(yardstick) && row.isComparableTo(other))
        .findFirst()
        .map(other -> String.format(Locale.ROOT, "%.2f", row.speed() / other.speed()))
        .orElse("");
  }

  private static String text(Object value) {
    return value instanceof Number number && !(value instanceof Double)
        ? String.format(Locale.ROOT, "%,d", number.longValue())
        : value.toString();
  }

  /** Words to the left, figures to the right, a column as wide as its widest cell. */
  private static String align(List<List<String>> cells) {
    StringBuilder text = new StringBuilder();
    for (List<String> line : cells) {
      for (int c = 0; c < line.size(); c++) {
        int width = width(cells, c);
        String format = c == 0 ? "  %-" + width + "s" : "  %" + width + "s";
        text.append(String.format(Locale.ROOT, format, line.get(c)));
      }
      text.append('\n');
    }
    return text.toString().stripTrailing();
  }

  private static int width(List<List<String>> cells, int column) {
    return cells.stream().mapToInt(line -> line.get(column).length()).max().orElse(0);
  }
}
