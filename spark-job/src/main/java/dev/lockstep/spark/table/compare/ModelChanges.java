package dev.lockstep.spark.table.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** All changes from a model to the tables that it is trained on further, as a table for people. */
public final class ModelChanges {
  /** More lines nobody reads; the report has all. */
  private static final int MOST_LINES = 40;

  private static final List<String> TITLES =
      List.of("column", "change", "in the model", "in the table", "what becomes of it");

  private ModelChanges() {}

  /** The table, each line of it indented; those that are refused come first. */
  public static String table(List<ModelChange> changes) {
    List<List<String>> rows = new ArrayList<>(List.of(TITLES));
    changes.stream()
        .sorted(Comparator.comparing((ModelChange each) -> !each.refused()))
        .limit(MOST_LINES)
        .map(ModelChanges::row)
        .forEach(rows::add);
    List<Integer> widths =
        IntStream.range(0, TITLES.size())
            .mapToObj(i -> rows.stream().mapToInt(row -> row.get(i).length()).max().orElse(0))
            .toList();
    String lines = rows.stream().map(row -> line(row, widths)).collect(Collectors.joining("\n"));
    int more = changes.size() - MOST_LINES;
    return more > 0 ? String.format(Locale.ROOT, "%s%n  and %,d more", lines, more) : lines;
  }

  private static List<String> row(ModelChange change) {
    return List.of(
        change.column(), change.kind().words(), change.model(), change.table(), change.outcome());
  }

  private static String line(List<String> row, List<Integer> widths) {
    StringBuilder line = new StringBuilder(" ");
    for (int i = 0; i < row.size(); i++) {
      line.append(' ')
          .append(row.get(i))
          .append(" ".repeat(1 + widths.get(i) - row.get(i).length()));
    }
    return line.toString().stripTrailing();
  }
}
