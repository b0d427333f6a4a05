package dev.lockstep.spark.report.text;

import dev.lockstep.metric.Figure.Confusion;
import dev.lockstep.metric.MetricReport;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The confusion matrix of a few classes, for people. */
public final class ConfusionTable {
  /** More do not fit on a terminal. */
  private static final int MOST_CLASSES = 10;

  private static final int MOST_NAME = 16;

  private ConfusionTable() {}

  /** Of an evaluation's figures; empty without a matrix, or if it is too large. */
  public static String of(String title, MetricReport figures) {
    return figures
        .confusion()
        .filter(confusion -> confusion.classes().size() <= MOST_CLASSES)
        .map(confusion -> table(title, confusion))
        .orElse("");
  }

  private static String table(String title, Confusion confusion) {
    List<String> names = confusion.classes().stream().map(ConfusionTable::name).toList();
    List<List<String>> rows =
        confusion.weights().stream()
            .map(row -> row.stream().map(ConfusionTable::cell).toList())
            .toList();
    int width =
        Stream.concat(names.stream(), rows.stream().flatMap(List::stream))
            .mapToInt(String::length)
            .max()
            .orElse(0);
    StringBuilder table =
        new StringBuilder("  " + title + ": rows are actual classes, columns predicted ones\n");
    table.append(line("", names, width));
    for (int k = 0; k < names.size(); k++) {
      table.append(line(names.get(k), rows.get(k), width));
    }
    return table.toString();
  }

  private static String line(String name, List<String> cells, int width) {
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "  %16s", name));
    for (String cell : cells) {
      line.append("  ").append(" ".repeat(width - cell.length())).append(cell);
    }
    return line.append('\n').toString();
  }

  private static String name(String name) {
    String printable = name.replaceAll("\\p{Cntrl}", "?");
    return printable.length() <= MOST_NAME
        ? printable
        : printable.substring(0, MOST_NAME - 1) + "~";
  }

  /** Weights that are whole are numbers of examples, most often. */
  private static String cell(double weight) {
    return String.format(Locale.ROOT, weight == Math.rint(weight) ? "%,.0f" : "%,.2f", weight);
  }
}
