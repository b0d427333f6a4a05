package dev.lockstep.spark.search.report;

import dev.lockstep.metric.Measure;
import dev.lockstep.spark.search.config.BaseConfig;
import dev.lockstep.spark.search.optimism.Margin;
import dev.lockstep.spark.search.optimism.Optimism;
import dev.lockstep.spark.search.trial.TrialResult;
import dev.lockstep.spark.search.trial.TrialRow;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** What a search has come to, for people. */
public final class SearchSummary {
  /** Trials that the table has. */
  private static final int SHOWN = 10;

  private final Found found;
  private final List<TrialRow> best;
  private final Standing standing;
  private final String path;

  /**
   * Of a search.
   *
   * @param best the best rows, one for each trial, the best first
   * @param standing of the winner
   * @param path of the search directory
   */
  public SearchSummary(Found found, List<TrialRow> best, Standing standing, String path) {
    this.standing = standing;
    this.found = found;
    this.best = List.copyOf(best);
    this.path = path;
  }

  /** All of it, line by line. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(line("search", path));
    text.append(line("mode", found.mode().toString()));
    text.append(
        String.format(
            Locale.ROOT,
            "%-11s%6s %5s %6s  %-10s %10s  %s%n",
            "best",
            "trial",
            "round",
            "epochs",
            "status",
            found.objective(),
            "parameters"));
    best.stream().limit(SHOWN).forEach(row -> text.append(row(row)));
    bad(text);
    standing.base().ifPresent(it -> text.append(line("base", words(it))));
    standing.optimism().ifPresent(it -> text.append(line("optimism", words(it))));
    text.append(line("winner", path + "/winner.yaml"));
    text.append(line("page", path + "/search.html"));
    return text.toString();
  }

  private void bad(StringBuilder text) {
    Map<String, List<TrialRow>> bad =
        found.rows().stream()
            .filter(row -> !row.result().isMeasured())
            .collect(Collectors.groupingBy(row -> row.status().toString()));
    bad.forEach(
        (status, rows) ->
            text.append(
                line(
                    status,
                    String.format(
                        Locale.ROOT,
                        "%d, as trial %d: %s",
                        rows.size(),
                        rows.get(0).trial().number(),
                        rows.get(0).result().cause()))));
  }

  private String words(TrialResult base) {
    Double figure = base.objective();
    if (figure == null) {
      return "the base configuration as it stands has no figure: " + base.cause();
    }
    if (Objects.equals(base.sha256(), found.winner().result().sha256())) {
      return "the best is the base configuration as it stands, to the bit";
    }
    return "the base configuration as it stands comes to "
        + shown(figure)
        + standing.margin().map(this::words).orElse("");
  }

  private String words(Margin margin) {
    String by =
        String.format(
            Locale.ROOT,
            "; the best is %s on dev by %s",
            margin.amount() < 0 ? "worse" : "better",
            difference(Math.abs(margin.amount())));
    return by
        + margin
            .interval()
            .map(
                it ->
                    String.format(
                        Locale.ROOT,
                        ", 95%% interval %s to %s%s",
                        bound(it.low()),
                        bound(it.high()),
                        margin.isSure() ? "" : ": that may be chance"))
            .orElse(", of which no interval can be told");
  }

  private String bound(double value) {
    return found.objective() == Measure.ACCURACY
        ? String.format(Locale.ROOT, "%.2f", 100 * value)
        : String.format(Locale.ROOT, "%.5g", value);
  }

  private String difference(double value) {
    return bound(value) + (found.objective() == Measure.ACCURACY ? " points" : "");
  }

  private String words(Optimism found) {
    return String.format(
        Locale.ROOT,
        "as the best of %d on the same dev examples it seems too good by about %s; without that"
            + " it is %s, and 95%% of such dev splits would have it from %s to %s",
        found.finalists(),
        shown(found.amount()),
        shown(found.corrected()),
        shown(found.low()),
        shown(found.high()));
  }

  private static String line(String title, String text) {
    return String.format(Locale.ROOT, "%-12s%s%n", title, text);
  }

  private String row(TrialRow row) {
    return String.format(
        Locale.ROOT,
        "%-11s%6d %5d %6.4g  %-10s %10s  %s%n",
        "",
        row.trial().number(),
        row.trial().round() + 1,
        row.result().epochs(),
        row.status(),
        figure(row),
        parameters(row));
  }

  private static String parameters(TrialRow row) {
    return row.trial().parameters().entrySet().stream()
        .map(entry -> entry.getKey() + " " + written(entry.getValue()))
        .collect(Collectors.joining(", "));
  }

  /** A map as a configuration has it. */
  private static Object written(Object value) {
    return value instanceof Map<?, ?> ? BaseConfig.yaml(value) : value;
  }

  private String figure(TrialRow row) {
    Double value = row.result().objective();
    return shown(value == null ? Double.NaN : value);
  }

  private String shown(double value) {
    return found.objective() == Measure.ACCURACY
        ? String.format(Locale.ROOT, "%.2f%%", 100 * value)
        : String.format(Locale.ROOT, "%.5g", value);
  }

  /** The one line that says it all. */
  public String line() {
    return String.format(
        Locale.ROOT,
        "best dev %s %s by trial %d of %d, in %s",
        found.objective(),
        figure(found.winner()),
        found.winner().trial().number(),
        found.rows().stream().map(row -> row.trial().number()).distinct().count(),
        path);
  }
}
