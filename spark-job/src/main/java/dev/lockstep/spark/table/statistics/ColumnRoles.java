package dev.lockstep.spark.table.statistics;

import dev.lockstep.feature.MissingValues;
import dev.lockstep.feature.value.ColumnKind;
import dev.lockstep.shard.Moments;
import dev.lockstep.spark.config.DataConfig;
import dev.lockstep.spark.config.DataConfig.Columns;
import dev.lockstep.spark.config.DataConfig.Fractions;
import dev.lockstep.spark.config.DataConfig.Malformed;
import dev.lockstep.spark.config.DataConfig.Preparation;
import dev.lockstep.spark.table.infer.FeatureSelection;
import dev.lockstep.spark.table.read.FeatureReader;
import dev.lockstep.spark.table.statistics.TableStatistics.Problem;
import dev.lockstep.spark.words.Counted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The roles that a table's columns get, one after the other, as more becomes known of them. */
final class ColumnRoles {
  /** A column with fewer values may have none among the rows that are trained on. */
  private static final int FEW_VALUES = 10;

  /** Where rows that lack a value are left out, columns that lack more cost too many rows. */
  private static final double MOST_MISSING = 0.05;

  private final DataConfig defaults;

  /** The columns that are left out, and why. */
  final Map<String, String> excluded = new LinkedHashMap<>();

  /** The features that lack values, and in how many rows. */
  final Map<String, String> missing = new LinkedHashMap<>();

  private final List<String> missingTexts;
  private final List<String> categorical = new ArrayList<>();
  private final List<String> calendar = new ArrayList<>();
  private MissingValues policy = MissingValues.IMPUTE;
  private Malformed malformed = Malformed.DROP;

  /** None yet: what is not said otherwise is as in those defaults. */
  ColumnRoles(DataConfig defaults, List<String> missingTexts) {
    this.defaults = defaults;
    this.missingTexts = missingTexts;
  }

  /** The section data of a configuration that says so. */
  DataConfig config(double dev, double test) {
    Fractions source = (Fractions) defaults.source();
    Columns columns = defaults.columns();
    Preparation preparation = defaults.preparation();
    return new DataConfig(
        defaults.format(),
        new Fractions(source.paths(), dev, test),
        new Columns(
            columns.label(),
            Optional.empty(),
            List.copyOf(excluded.keySet()),
            categorical,
            List.of(),
            calendar,
            Optional.empty()),
        new Preparation(
            policy,
            missingTexts,
            malformed,
            preparation.numbers(),
            preparation.standardizeTarget(),
            preparation.maxCategories()));
  }

  /** Excludes what cannot be a feature by its type; dates can, by their parts. */
  void byType(FeatureSelection selection) {
    selection
        .unsuitable()
        .forEach(
            (name, holds) -> {
              if (selection.isCalendar(name)) {
                calendar.add(name);
              } else {
                excluded.put(name, "holds " + holds + ", which cannot be a feature");
              }
            });
  }

  /** Excludes what is no use as a feature by its values; decides what missing ones do. */
  void byValues(TableProfiler.Found found, List<FeatureReader> readers) {
    for (int i = 0; i < readers.size(); i++) {
      FeatureReader reader = readers.get(i);
      String why = useless(reader, found, i);
      ColumnFacts facts = found.features().get(i);
      if (why != null) {
        excluded.put(reader.name(), why);
      } else if (isKeyOfGroups(reader, facts)) {
        categorical.add(reader.name());
      }
    }
    calendar.removeAll(excluded.keySet());
    if (found.statistics().malformedRows == 0) {
      malformed = Malformed.ERROR;
    }
    decideMissing(found, readers);
  }

  /** What is left out, though it may be worth more than what is kept; one line each. */
  static List<String> losses(TableProfiler.Found found, List<FeatureReader> readers) {
    List<String> losses = new ArrayList<>();
    long malformed = found.statistics().malformedRows;
    if (malformed > 0) {
      losses.add(
          Counted.of(malformed, "malformed row")
              + " left out: validate --set data.malformed=error shows the first; where values within"
              + " quotes have line breaks, --option multiLine=true reads on");
    }
    for (int i = 0; i < readers.size(); i++) {
      if (found.statistics().columns.get(i) instanceof CategoryStatistics categories
          && categories.isNearlyUnique()) {
        Optional.ofNullable(categories.doubt(readers.get(i).name()))
            .ifPresent(doubt -> losses.add("left out: " + doubt));
      }
    }
    return losses;
  }

  private static boolean isKeyOfGroups(FeatureReader reader, ColumnFacts facts) {
    return reader.kind() == ColumnKind.NUMBER && facts.areKeys(reader.name()) && facts.areFew();
  }

  private static @Nullable String useless(FeatureReader reader, TableProfiler.Found found, int i) {
    ColumnFacts facts = found.features().get(i);
    Problem problem = found.statistics().problems.get("column '" + reader.name() + "'");
    if (problem != null) {
      return "cannot be used: " + problem.first;
    } else if (facts.present() == 0) {
      return "has no value in any row";
    } else if (facts.missing > facts.present() && facts.present() < FEW_VALUES) {
      return "has a value in " + facts.present() + " rows only";
    }
    ColumnStatistics statistics = found.statistics().columns.get(i);
    if (statistics instanceof CategoryStatistics categories) {
      return useless(reader.name(), categories, facts);
    }
    return statistics instanceof NumberStatistics numbers
        ? useless(reader.name(), numbers.moments, facts)
        : null;
  }

  private static @Nullable String useless(
      String name, CategoryStatistics categories, ColumnFacts facts) {
    int different = categories.categories.size();
    if (categories.isNearlyUnique() && categories.doubt(name) != null) {
      return "is text, though most of its values look like numbers";
    } else if (categories.isNearlyUnique()) {
      return String.format(
          Locale.ROOT,
          "has nearly as many different texts as rows: it tells rows apart, not groups of them");
    } else if (categories.isTooMany()) {
      return String.format(
          Locale.ROOT,
          "has %,d different texts or more, each of which would become a feature; to keep it, raise max_categories",
          different);
    }
    return different == 1 && facts.missing == 0 ? "is the same in every row" : null;
  }

  private static @Nullable String useless(String name, Moments moments, ColumnFacts facts) {
    if (moments.deviation() == 0 && facts.missing == 0) {
      return "is the same in every row";
    } else if (facts.numbersRows()) {
      return "numbers the rows";
    }
    return facts.areKeys(name) && !facts.areFew()
        ? "seems to be a key, which tells rows apart, not groups of them"
        : null;
  }

  private void decideMissing(TableProfiler.Found found, List<FeatureReader> readers) {
    boolean labels = found.label().missing > 0;
    for (int i = 0; i < readers.size(); i++) {
      String name = readers.get(i).name();
      ColumnFacts facts = found.features().get(i);
      if (facts.missing > 0 && !excluded.containsKey(name)) {
        if (labels && facts.missing > MOST_MISSING * facts.rows) {
          excluded.put(
              name,
              "lacks a value in "
                  + facts.missingShare()
                  + " of the rows, which missing: drop would leave out");
        } else {
          missing.put(name, facts.missingShare());
        }
      }
    }
    calendar.removeAll(excluded.keySet());
    categorical.removeAll(excluded.keySet());
    if (labels) {
      policy = MissingValues.DROP;
    } else if (missing.isEmpty()) {
      policy = MissingValues.ERROR;
    }
  }

  /** What each of the features holds, in words. */
  static Map<String, String> features(
      TableProfiler.Found found, List<FeatureReader> readers, DataConfig config) {
    Map<String, String> features = new LinkedHashMap<>();
    for (int i = 0; i < readers.size(); i++) {
      FeatureReader reader = readers.get(i);
      if (!config.columns().exclude().contains(reader.name())) {
        features.put(
            reader.name(),
            config.columns().categorical().contains(reader.name())
                ? ColumnKind.CATEGORY.toString()
                : holds(reader, found.statistics().columns.get(i)));
      }
    }
    return features;
  }

  private static String holds(FeatureReader reader, ColumnStatistics statistics) {
    return statistics instanceof CategoryStatistics categories
        ? String.format(Locale.ROOT, "%,d categories", categories.categories.size())
        : reader.kind().toString();
  }

  /** What is left out of the rows, in words. */
  static List<String> rejected(TableProfiler.Found found) {
    return Stream.of(
            rows(found.label().missing, "lack a label"),
            rows(found.statistics().malformedRows, "are malformed"))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<String> rows(long rows, String what) {
    return rows == 0
        ? Optional.empty()
        : Optional.of(String.format(Locale.ROOT, "%,d rows %s", rows, what));
  }
}
