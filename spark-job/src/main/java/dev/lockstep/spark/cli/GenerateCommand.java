package dev.lockstep.spark.cli;

import static java.util.Objects.requireNonNullElse;

import dev.lockstep.spark.cli.option.TableOutputOptions;
import dev.lockstep.spark.cli.terminal.Sessions;
import dev.lockstep.spark.cluster.Cores;
import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.output.Inputs;
import dev.lockstep.spark.output.TableDirectory;
import dev.lockstep.spark.table.source.PlaneTable;
import dev.lockstep.spark.table.source.SyntheticTable;
import dev.lockstep.spark.words.Counted;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes a synthetic table. */
@Command(
    name = "generate",
    description = {
      "Write a synthetic classification table: columns f0, f1, ... and label.",
      "Labels come from a random non-linear network, some replaced by noise; or, with --kind, the"
          + " table has points in the plane, whose label is the shape that they lie on."
    },
    footer = {
      "",
      "Example:",
      "  lockstep generate --kind spiral --classes 3 --rows 3000 --output data/spiral"
    },
    mixinStandardHelpOptions = true)
final class GenerateCommand implements Callable<String> {
  private static final int FEATURES = 28;
  private static final double LABEL_NOISE = 0.05;

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description = "Shapes in the plane: ${COMPLETION-CANDIDATES}.")
  private PlaneTable.@Nullable Kind kind;

  @Option(names = "--rows", defaultValue = "100000", description = "Default: ${DEFAULT-VALUE}.")
  private long rows;

  @Option(names = "--features", description = "Default: " + FEATURES + "; with --kind there are 2.")
  private @Nullable Integer features;

  @Option(names = "--classes", defaultValue = "2", description = "Default: ${DEFAULT-VALUE}.")
  private int classes;

  @Option(names = "--seed", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--noise",
      description =
          "Probability of a random label, by default "
              + LABEL_NOISE
              + "; with --kind the deviation of what is added to both coordinates, by default 0.2"
              + " (moons), 0.1 (circles), 0.03 (spiral), 0.3 (blobs).")
  private @Nullable Double noise;

  @Option(
      names = "--partitions",
      defaultValue = "0",
      description =
          "Number of files; the content does not depend on it. Default: one for each core.")
  private int partitions;

  @Mixin private TableOutputOptions output = new TableOutputOptions();

  @Override
  public String call() throws IOException {
    BiFunction<SparkSession, Integer, Dataset<Row>> table = table();
    int columns;
    try (SparkSession spark = Sessions.start("generate", output.path)) {
      int files = partitions > 0 ? partitions : Cores.of(spark.sparkContext());
      try (TableDirectory generated = output.claim(spark, new Inputs())) {
        Dataset<Row> made = table.apply(spark, files);
        columns = made.columns().length;
        output.write(made, generated);
      }
    }
    String told =
        String.format(
            Locale.ROOT,
            "%s of %s in %s",
            Counted.of(rows, "row"),
            Counted.of(columns - 1, "feature"),
            output.path);
    System.out.println(told);
    return told;
  }

  /** Makes the table, in a session, of as many partitions. */
  private BiFunction<SparkSession, Integer, Dataset<Row>> table() {
    try {
      return kind == null ? network() : plane(kind);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(List.of(String.valueOf(e.getMessage())));
    }
  }

  private BiFunction<SparkSession, Integer, Dataset<Row>> network() {
    return new SyntheticTable(
            rows,
            requireNonNullElse(features, FEATURES),
            classes,
            seed,
            requireNonNullElse(noise, LABEL_NOISE))
        ::rows;
  }

  private BiFunction<SparkSession, Integer, Dataset<Row>> plane(PlaneTable.Kind shape) {
    if (features != null && features != 2) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "--features %d: a table of %s has 2 features", features, shape));
    }
    return new PlaneTable(shape, rows, classes, seed, requireNonNullElse(noise, shape.usualNoise()))
        ::rows;
  }
}
