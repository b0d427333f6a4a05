package dev.lockstep.spark.cli;

import dev.lockstep.spark.cluster.Cores;
import dev.lockstep.spark.output.Inputs;
import dev.lockstep.spark.output.TableDirectory;
import dev.lockstep.spark.table.source.SyntheticTable;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes a synthetic table. */
@Command(
    name = "generate",
    description = {
      "Write a synthetic classification table: columns f0, f1, ... and label.",
      "Labels come from a random non-linear network, some replaced by noise."
    },
    mixinStandardHelpOptions = true)
final class GenerateCommand implements Callable<Integer> {
  @Option(names = "--rows", defaultValue = "100000", description = "Default: ${DEFAULT-VALUE}.")
  private long rows;

  @Option(names = "--features", defaultValue = "28", description = "Default: ${DEFAULT-VALUE}.")
  private int features;

  @Option(names = "--classes", defaultValue = "2", description = "Default: ${DEFAULT-VALUE}.")
  private int classes;

  @Option(names = "--seed", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--noise",
      defaultValue = "0.05",
      description = "Probability of a random label. Default: ${DEFAULT-VALUE}.")
  private double noise;

  @Option(
      names = "--partitions",
      defaultValue = "0",
      description =
          "Number of files; the content does not depend on it. Default: one for each core.")
  private int partitions;

  @Mixin private TableOutputOptions output = new TableOutputOptions();

  @Override
  public Integer call() throws IOException {
    SyntheticTable table = table();
    try (SparkSession spark = Sessions.start("generate", output.path)) {
      int files = partitions > 0 ? partitions : Cores.of(spark.sparkContext());
      try (TableDirectory generated = output.claim(spark, new Inputs())) {
        output.write(table.rows(spark, files), generated);
      }
    }
    System.out.printf(Locale.ROOT, "%,d rows of %d features in %s%n", rows, features, output.path);
    return 0;
  }

  private SyntheticTable table() {
    try {
      return new SyntheticTable(rows, features, classes, seed, noise);
    } catch (IllegalArgumentException e) {
      throw new dev.lockstep.spark.config.ConfigException(
          java.util.List.of(String.valueOf(e.getMessage())));
    }
  }
}
