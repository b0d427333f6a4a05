package dev.lockstep.spark.report;

import dev.lockstep.spark.champion.Comparing;
import dev.lockstep.spark.champion.Comparison;
import dev.lockstep.spark.champion.Pair;
import dev.lockstep.spark.champion.Verdict;
import dev.lockstep.spark.champion.Verdict.Judgement;
import dev.lockstep.spark.champion.Verdict.OfSlice;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Whether and why a trained model was published, for report.json and for people.
 *
 * @param models which ones: the registry and the name
 * @param why in words
 * @param champion the version that was current; empty if there was none
 * @param version that the trained model has become; empty if it has not
 * @param verdict of the comparison; empty if nothing could be compared
 */
public record PublicationReport(
    String models,
    Decided decision,
    String why,
    Optional<Integer> champion,
    Optional<Integer> version,
    Optional<Verdict> verdict) {
  /** What became of the trained model. */
  public enum Decided {
    /** It is the current one. */
    PROMOTED,
    /** It is not better. */
    NOT_BETTER,
    /** Another became the current one while they were compared. */
    LOST,
    /** It could not be compared or published. */
    FAILED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Slices that a summary shows beside those that are worse. */
  private static final int SHOWN = 10;

  public boolean promoted() {
    return decision == Decided.PROMOTED;
  }

  /** Ready for JSON. */
  public Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("models", models);
    values.put("decision", decision.toString());
    values.put("why", why);
    champion.ifPresent(number -> values.put("champion_version", number));
    version.ifPresent(number -> values.put("version", number));
    verdict.ifPresent(found -> values.putAll(values(found)));
    return values;
  }

  private static Map<String, Object> values(Verdict verdict) {
    Comparison comparison = verdict.comparison();
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("metric", comparison.measure().toString());
    values.put("rows", comparison.rows());
    values.putAll(values(comparison.figures()));
    values.put("improvement", comparison.improvement());
    values.put("interval", List.of(comparison.lower(), comparison.upper()));
    values.put("confidence", Comparing.CONFIDENCE);
    values.put("replicates", Comparing.REPLICATES);
    values.put("slices", verdict.slices().stream().map(PublicationReport::values).toList());
    return values;
  }

  private static Map<String, Object> values(Pair figures) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("champion", figures.champion());
    values.put("challenger", figures.challenger());
    return values;
  }

  private static Map<String, Object> values(OfSlice slice) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("column", slice.slice().column());
    values.put("value", slice.slice().value());
    values.put("rows", slice.slice().rows());
    values.putAll(values(slice.slice().figures()));
    values.put("allowed_regression", slice.allowed());
    values.put("judgement", slice.judgement().toString());
    return values;
  }

  /** The end of a run's summary. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append("  publication ").append(headline()).append('\n');
    text.append("              ").append(why).append('\n');
    verdict.ifPresent(found -> table(found, text));
    return text.toString();
  }

  /** What came of it, in one line. */
  public String headline() {
    String current = champion.map(number -> "version " + number).orElse("no version");
    String added = version.map(number -> "version " + number).orElse("the trained model");
    return switch (decision) {
      case PROMOTED -> added + " of " + models + " is current; before it was " + current;
      case NOT_BETTER, LOST ->
          added + " is not promoted; current in " + models + " stays " + current;
      case FAILED -> added + " could not be published in " + models;
    };
  }

  private static void table(Verdict verdict, StringBuilder text) {
    Comparison comparison = verdict.comparison();
    text.append(
        line(comparison.measure() + " on test", "rows", "current", "trained", "better by", ""));
    text.append(line("all", comparison.rows(), comparison.figures(), comparison.improvement(), ""));
    int left = SHOWN;
    int hidden = 0;
    for (OfSlice slice : verdict.slices()) {
      if (slice.judgement() == Judgement.WORSE || left-- > 0) {
        double improvement = slice.slice().figures().improvement(comparison.measure());
        String name = slice.slice().column() + " = " + slice.slice().value();
        String judged =
            slice.judgement() == Judgement.FINE
                ? ""
                : "  " + slice.judgement().toString().replace('_', ' ');
        text.append(line(name, slice.slice().rows(), slice.slice().figures(), improvement, judged));
      } else {
        hidden++;
      }
    }
    if (hidden > 0) {
      text.append(String.format(Locale.ROOT, "              and %,d slices more%n", hidden));
    }
  }

  private static String line(
      String name, long rows, Pair figures, double improvement, String judgement) {
    return line(
        name,
        String.format(Locale.ROOT, "%,d", rows),
        number(figures.champion()),
        number(figures.challenger()),
        number(improvement),
        judgement);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.5g", value);
  }

  private static String line(
      String name, String rows, String champion, String challenger, String better, String more) {
    return String.format(
        Locale.ROOT,
        "              %-24s %10s %12s %12s %12s%s%n",
        name,
        rows,
        champion,
        challenger,
        better,
        more);
  }
}
