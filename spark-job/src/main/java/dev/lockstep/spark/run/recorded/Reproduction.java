package dev.lockstep.spark.run.recorded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.linalg.BlasUnavailableException;
import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.run.Training;
import dev.lockstep.spark.run.facts.RunFacts;
import dev.lockstep.spark.run.prepare.Outcome;
import dev.lockstep.spark.run.prepare.Prepared;
import dev.lockstep.spark.table.statistics.CheckedTables;
import dev.lockstep.train.DivergedException;
import dev.lockstep.train.GradientSource;
import dev.lockstep.train.Split;
import dev.lockstep.train.TrainingListener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** Trains a run again, which writes nothing, and compares the parameters. */
public final class Reproduction {
  /** What of the surroundings may make other bits. */
  private static final List<String> SURROUNDINGS =
      List.of(
          "lockstep_version",
          "spark_version",
          "java_version",
          "blas",
          "kernel",
          "openblas_coretype",
          "exchange");

  /** The status of a run that did. */
  private static final String DIVERGED = "diverged";

  private final SparkSession spark;
  private final RecordedRun recorded;

  private Reproduction(SparkSession spark, RecordedRun recorded) {
    this.spark = spark;
    this.recorded = recorded;
  }

  /**
   * What came of it.
   *
   * @param equal whether the parameters are the same bits
   * @param lines that say so, or what differs
   */
  public record Verdict(boolean equal, List<String> lines) {
    public Verdict {
      lines = List.copyOf(lines);
    }

    private static Verdict unequal(String what, List<String> differences) {
      List<String> lines = new ArrayList<>();
      lines.add("not reproduced: " + what);
      differences.forEach(difference -> lines.add("  " + difference));
      return new Verdict(false, lines);
    }
  }

  /**
   * Trains the run of that directory again, unless its rows or its initial model are others now.
   *
   * @throws ConfigException if there is no report
   * @throws dev.lockstep.spark.table.BadDataException if it is none of a trained model, or the
   *     tables cannot be trained on any more
   */
  public static Verdict of(SparkSession spark, String run) throws IOException {
    RecordedRun recorded = RecordedRun.read(run, spark.sparkContext().hadoopConfiguration());
    return new Reproduction(spark, recorded).verdict();
  }

  private Verdict verdict() throws IOException {
    LockstepConfig config;
    try {
      config = recorded.config();
    } catch (ConfigException e) {
      List<String> problems =
          e.problems().stream()
              .map(line -> "config: " + line.replaceFirst("^\\S*lockstep-config-\\S* ", ""))
              .toList();
      return Verdict.unequal("the configuration of " + recorded.run() + " is refused", problems);
    }
    try {
      return verdict(new Training(spark, config));
    } catch (BlasUnavailableException e) {
      return Verdict.unequal(
          "the kind of processor, or what it computes with, is another",
          List.of("kernel was " + recorded.text("kernel") + ": " + e.getMessage()));
    }
  }

  private Verdict verdict(Training training) {
    CheckedTables checked = training.check(training.tables());
    List<String> others = new ArrayList<>(rows(checked.digests()));
    String initial = training.initialDigest().orElse("");
    difference("initial_model_sha256", initial).ifPresent(others::add);
    if (!others.isEmpty()) {
      return Verdict.unequal(
          recorded.run() + " was trained on something else; it was not trained again", others);
    }
    return compared(new ObjectMapper().valueToTree(again(training, checked)));
  }

  /** What the report says of a training that is not kept, also of one that diverges. */
  private static Object again(Training training, CheckedTables checked) {
    Prepared prepared = training.prepare(checked);
    try (GradientSource gradients = training.open(prepared)) {
      RunFacts facts = training.facts(prepared, gradients);
      try {
        return training.run(facts, TrainingListener.NONE).report();
      } catch (DivergedException e) {
        return facts
            .report(e, Outcome.of(prepared, e.lastGood()))
            .ended(DIVERGED, String.valueOf(e.getMessage()).lines().toList())
            .values();
      }
    } finally {
      prepared.data().unpersist();
    }
  }

  /** The splits that have other rows now. */
  private List<String> rows(Map<Split, String> now) {
    List<String> others = new ArrayList<>();
    for (Split split : Split.values()) {
      String before = recorded.text("data", "digest", split.toString());
      String after = now.getOrDefault(split, "");
      if (!before.equals(after)) {
        others.add(
            String.format(
                Locale.ROOT,
                "rows of the %s split: their digest was %s, and is %s",
                split,
                shown(before),
                shown(after)));
      }
    }
    return others;
  }

  private Verdict compared(JsonNode again) {
    List<String> differences = new ArrayList<>();
    for (String name : SURROUNDINGS) {
      difference(name, again.path(name).asText("")).ifPresent(differences::add);
    }
    boolean diverged = recorded.text("status").equals(DIVERGED);
    boolean diverges = again.path("status").asText().equals(DIVERGED);
    if (diverged != diverges) {
      differences.add(0, shown(diverges ? again.path("cause").asText() : recorded.text("cause")));
      return Verdict.unequal(
          recorded.run()
              + (diverged
                  ? " diverged, and the same training does not"
                  : " did not diverge, and the same training does"),
          differences);
    }
    String before = recorded.text("parameters", "sha256");
    String after = again.path("parameters").path("sha256").asText();
    if (before.equals(after)) {
      List<String> lines = new ArrayList<>();
      lines.add(
          "reproduced: "
              + recorded.run()
              + (diverged ? " diverges again, and its last good" : " has")
              + " parameters.sha256 "
              + (diverged ? "is " : "")
              + before);
      differences.forEach(difference -> lines.add("  although " + difference));
      return new Verdict(true, lines);
    }
    if (differences.isEmpty()) {
      differences.add(
          "no version, no kernel and no row differs; under training.shuffle: none the order of the rows counts, too");
    }
    return Verdict.unequal(
        String.format(
            Locale.ROOT,
            "%s has parameters.sha256 %s, and the same training gives %s",
            recorded.run(),
            before,
            after),
        differences);
  }

  private Optional<String> difference(String name, String after) {
    String before = recorded.text(name);
    return before.equals(after)
        ? Optional.empty()
        : Optional.of(name + " was " + shown(before) + ", and is " + shown(after));
  }

  private static String shown(String value) {
    return value.isEmpty() ? "none" : value;
  }
}
