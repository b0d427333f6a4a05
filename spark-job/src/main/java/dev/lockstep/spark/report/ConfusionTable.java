package dev.lockstep.spark.report;

import dev.lockstep.metric.MetricReport;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The confusion matrix of a few classes, for people. */
public final class ConfusionTable {
  /** More do not fit on a terminal. */
  private static final int MOST_CLASSES = 10;

  private static final int MOST_NAME = 16;

  private ConfusionTable() {}

  /** Of an evaluation's figures; empty without a matrix, or if it is too large. */
  public static String of(String title, MetricReport figures) {
    return of(title, figures.values());
  }

  /** Of figures by name. */
  static String of(String title, Map<?, ?> figures) {
    return figures.get("confusion") instanceof Map<?, ?> confusion
            && confusion.get("classes") instanceof List<?> classes
            && confusion.get("weights") instanceof List<?> rows
            && classes.size() <= MOST_CLASSES
        ? table(title, classes, rows)
        : "";
  }

  private static String table(String title, List<?> classes, List<?> rows) {
    int width = widest(classes);
    for (Object row : rows) {
      width = Math.max(width, widest((List<?>) row));
    }
    StringBuilder table =
        new StringBuilder("  " + title + ": rows are actual classes, columns predicted ones\n");
    table.append(cells("", classes, width));
    for (int k = 0; k < classes.size(); k++) {
      table.append(cells(cell(classes.get(k)), (List<?>) rows.get(k), width));
    }
    return table.toString();
  }

  private static int widest(List<?> row) {
    return row.stream().mapToInt(value -> cell(value).length()).max().orElse(0);
  }

  private static String cells(String name, List<?> row, int width) {
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "  %16s", name));
    for (Object value : row) {
      line.append("  ").append(" ".repeat(Math.max(0, width - cell(value).length())));
      line.append(cell(value));
    }
    return line.append('\n').toString();
  }

  /** Weights that are whole are numbers of examples, most often. */
  private static String cell(Object value) {
    if (value instanceof Double weight) {
      return String.format(Locale.ROOT, weight == Math.rint(weight) ? "%,.0f" : "%,.2f", weight);
    }
    String name = value.toString().replaceAll("\\p{Cntrl}", "?");
    return name.length() <= MOST_NAME ? name : name.substring(0, MOST_NAME - 1) + "~";
  }
}
