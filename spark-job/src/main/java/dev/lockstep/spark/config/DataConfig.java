package dev.lockstep.spark.config;

import dev.lockstep.feature.MissingValues;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The table to learn from: where it is, which columns count, and how they become features.
 *
 * @param maxAge how long ago the table that is trained on may have been written to at most
 */
public record DataConfig(
    Format format,
    Source source,
    Columns columns,
    Preparation preparation,
    Optional<Duration> maxAge) {
  /** A table of any age. */
  public DataConfig(Format format, Source source, Columns columns, Preparation preparation) {
    this(format, source, columns, preparation, Optional.empty());
  }

  /**
   * A Spark data source and its options.
   *
   * @param name as Spark knows it; short names in lower case, as their case does not matter
   */
  public record Format(String name, Map<String, String> options) {
    /** The option by which Spark's text formats treat malformed rows in their own ways. */
    private static final String MODE = "mode";

    public Format {
      // The name of a class has dots, and its case counts.
      name = name.contains(".") ? name : name.toLowerCase(Locale.ROOT);
      options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
      if (options.keySet().stream().anyMatch(MODE::equalsIgnoreCase)) {
        throw new IllegalArgumentException(
            "the option mode is not for Lockstep; data.malformed (--malformed) says what a malformed row does: error, drop");
      }
      SourceOptions.problem(name, options)
          .ifPresent(
              problem -> {
                throw new IllegalArgumentException(problem);
              });
    }
  }

  /** Where the splits come from. */
  public sealed interface Source {}

  /** One table, split by a hash of each row's content; what the fractions leave is trained on. */
  public record Fractions(List<String> paths, double dev, double test) implements Source {
    public Fractions {
      paths = List.copyOf(paths);
      if (!(dev >= 0 && test >= 0 && dev + test < 1)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "fractions of dev and test must be at least 0 with a sum below 1, not %s and %s",
                dev,
                test));
      }
    }
  }

  /**
   * A table for each split; no paths, no split.
   *
   * @param devFromTrain share of the rows of train that are the dev split instead; 0 if that has
   *     paths
   */
  public record Splits(List<String> train, List<String> dev, List<String> test, double devFromTrain)
      implements Source {
    /** All rows of train are trained on. */
    public Splits(List<String> train, List<String> dev, List<String> test) {
      this(train, dev, test, 0);
    }

    public Splits {
      train = List.copyOf(train);
      dev = List.copyOf(dev);
      test = List.copyOf(test);
      if (train.isEmpty()) {
        throw new IllegalArgumentException("the training split needs a path");
      }
      if (!(devFromTrain >= 0 && devFromTrain < 1) || (devFromTrain > 0 && !dev.isEmpty())) {
        throw new IllegalArgumentException(
            "a share of train for dev must lie in [0, 1), and dev have no paths then, not "
                + devFromTrain);
      }
    }
  }

  /**
   * The roles of columns.
   *
   * @param features empty for all that have no other role
   * @param categorical features that are categories whatever their type
   * @param numeric features that are numbers even if they are written as text
   * @param calendar features that are dates or times
   */
  public record Columns(
      List<String> label,
      Optional<List<String>> features,
      List<String> exclude,
      List<String> categorical,
      List<String> numeric,
      List<String> calendar,
      Optional<String> weight) {
    public Columns {
      label = List.copyOf(label);
      features = features.map(List::copyOf);
      exclude = List.copyOf(exclude);
      categorical = List.copyOf(categorical);
      numeric = List.copyOf(numeric);
      calendar = List.copyOf(calendar);
      if (label.isEmpty()) {
        throw new IllegalArgumentException("there must be a label");
      }
    }

    /** That label, and all other columns as features by their types. */
    public static Columns ofLabel(String label) {
      return new Columns(
          List.of(label),
          Optional.empty(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          Optional.empty());
    }
  }

  /** What happens to a row that its format cannot be read as. */
  public enum Malformed {
    /** The job fails and names the row. */
    ERROR,
    /** The row is left out and counted. */
    DROP;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * How values become features and targets.
   *
   * @param missing what a missing feature does
   * @param missingTexts texts that stand for a missing value
   * @param malformed what a row does that its format cannot be read as
   * @param numbers how features that are numbers are scaled and encoded
   */
  public record Preparation(
      MissingValues missing,
      List<String> missingTexts,
      Malformed malformed,
      NumbersConfig numbers,
      boolean standardizeTarget,
      int maxCategories) {
    public Preparation {
      missingTexts = List.copyOf(missingTexts);
    }

    /** With numbers that are standardized or left as they are. */
    public Preparation(
        MissingValues missing,
        List<String> missingTexts,
        Malformed malformed,
        boolean standardize,
        boolean standardizeTarget,
        int maxCategories) {
      this(
          missing,
          missingTexts,
          malformed,
          NumbersConfig.standardized(standardize),
          standardizeTarget,
          maxCategories);
    }
  }
}
