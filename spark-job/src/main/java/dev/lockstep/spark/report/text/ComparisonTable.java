package dev.lockstep.spark.report.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.metric.Measure;
import dev.lockstep.spark.champion.Comparison;
import dev.lockstep.spark.report.text.ComparedRuns.Figures;
import dev.lockstep.spark.report.text.ComparedRuns.Row;
import dev.lockstep.spark.report.text.ComparedRuns.Run;
import dev.lockstep.spark.report.text.ComparedRuns.TestDifference;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Runs side by side, for people: a column for each, by its number. */
public final class ComparisonTable {
  /** Characters of a value that are shown. */
  private static final int WIDEST = 32;

  /** Of what only tells whether it is the same. */
  private static final int DIGEST = 12;

  /** Characters of a number that are worth reading. */
  private static final int LONG_NUMBER = 8;

  private final StringBuilder text = new StringBuilder();
  private final int runs;

  private ComparisonTable(int runs) {
    this.runs = runs;
  }

  /** In some lines, each of which has its end. */
  public static String of(ComparedRuns compared) {
    ComparisonTable table = new ComparisonTable(compared.runs().size());
    table.runs(compared.runs());
    table.rows("config", compared.config());
    table.rows("data", compared.data());
    table.rows("versions", compared.versions());
    table.rows("training", compared.training());
    table.metrics(compared.metrics());
    table.test(compared.test());
    return table.text.toString();
  }

  private void runs(List<Run> all) {
    for (int i = 0; i < all.size(); i++) {
      Run run = all.get(i);
      text.append(String.format(Locale.ROOT, "run %d  %s", i + 1, run.path()));
      if (!run.isFinished()) {
        text.append(": ").append(run.status());
        run.cause().lines().findFirst().ifPresent(why -> text.append(", ").append(why));
      }
      text.append('\n');
    }
  }

  private void rows(String section, List<Row> rows) {
    List<List<String>> cells = new ArrayList<>();
    for (Row row : rows) {
      List<String> line = new ArrayList<>(List.of("  " + row.name()));
      row.values().forEach(value -> line.add(shown(row.name(), value)));
      cells.add(line);
    }
    boolean onlyDifferences = !section.equals("training");
    section(rows.isEmpty() && onlyDifferences ? section + ": no difference" : section, cells);
  }

  private static String shown(String name, JsonNode value) {
    if (value.isNull()) {
      return "-";
    }
    if (name.contains("sha256") || name.contains("digest")) {
      return value.asText().substring(0, Math.min(DIGEST, value.asText().length()));
    }
    String all = value.isValueNode() ? value.asText() : value.toString();
    if (value.isDouble() && all.length() > LONG_NUMBER) {
      return String.format(Locale.ROOT, "%.6g", value.asDouble());
    }
    return all.length() <= WIDEST ? all : all.substring(0, WIDEST - 1) + "…";
  }

  /** The best has a star; the error is 1 - accuracy, and a line less to read. */
  private void metrics(List<Figures> metrics) {
    List<List<String>> cells = new ArrayList<>();
    for (Figures figures : metrics) {
      if (figures.measure() != Measure.ERROR) {
        List<String> line =
            new ArrayList<>(List.of("  " + figures.split() + " " + figures.measure()));
        List<Integer> best = figures.best();
        for (int i = 0; i < runs; i++) {
          line.add(shown(figures.values().get(i), best.contains(i)));
        }
        cells.add(line);
      }
    }
    section("metrics (* the best)", cells);
  }

  private static String shown(OptionalDouble value, boolean best) {
    if (value.isEmpty()) {
      return "-";
    }
    double number = value.getAsDouble();
    String format =
        Math.abs(number) < 1e4 && (number == 0 || Math.abs(number) >= 1e-3) ? "%.4f" : "%.4g";
    return String.format(Locale.ROOT, format, number) + (best ? " *" : "  ");
  }

  /** A heading with the numbers of the runs, and lines below. */
  private void section(String heading, List<List<String>> cells) {
    List<String> head = new ArrayList<>(List.of(heading));
    for (int i = 0; i < runs && !cells.isEmpty(); i++) {
      head.add("run " + (i + 1));
    }
    List<List<String>> all = new ArrayList<>(List.of(head));
    all.addAll(cells);
    int[] widths = new int[runs + 1];
    for (List<String> line : all) {
      for (int i = 0; i < line.size(); i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    text.append('\n');
    for (List<String> line : all) {
      StringBuilder row = new StringBuilder();
      for (int i = 0; i < line.size(); i++) {
        row.append(String.format(Locale.ROOT, "%-" + (widths[i] + 2) + "s", line.get(i)));
      }
      text.append(row.toString().stripTrailing()).append('\n');
    }
  }

  private void test(List<TestDifference> differences) {
    if (!differences.isEmpty()) {
      text.append("\ntest split, row by row\n");
    }
    for (TestDifference each : differences) {
      String pair =
          String.format(
              Locale.ROOT, "  run %d against run %d: ", each.run() + 1, each.against() + 1);
      String told =
          each.found().map(ComparisonTable::told).orElse("not compared: " + each.skipped());
      text.append(pair).append(told).append('\n');
    }
  }

  private static String told(Comparison found) {
    String verdict =
        found.lower() > 0 ? "better" : found.upper() < 0 ? "worse" : "the difference may be chance";
    return String.format(
        Locale.ROOT,
        "%s %.4f, not %.4f; better by %+.4f, 95%% interval %+.4f to %+.4f, on %,d rows: %s",
        found.measure(),
        found.figures().challenger(),
        found.figures().champion(),
        found.improvement(),
        found.lower(),
        found.upper(),
        found.rows(),
        verdict);
  }
}
