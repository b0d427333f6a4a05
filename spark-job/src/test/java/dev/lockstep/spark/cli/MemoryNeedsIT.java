package dev.lockstep.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spark.cli.terminal.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A training takes the memory that it is said to need, whatever it needs most of. */
final class MemoryNeedsIT {
  private static final Pattern NEEDS = Pattern.compile("the driver needs ([0-9.]+) ([MG])iB");
  private static final Pattern COLLECTED = Pattern.compile("M->([0-9]+)(M)");

  @TempDir private Path directory;

  enum Shape {
    WIDE_ROWS(1500, 40_000, "[4]", 200, "session"),
    MANY_PARAMETERS(4000, 30, "[3600, 3600]", 1000, "session"),
    MANY_PARAMETERS_BY_JOBS(4000, 30, "[3000, 3000]", 1000, "job"),
    MANY_ROWS(4_000_000, 20, "[16]", 1000, "session");

    private final int rows;
    private final int features;
    private final String hidden;
    private final int batch;
    private final String exchange;

    Shape(int rows, int features, String hidden, int batch, String exchange) {
      this.rows = rows;
      this.features = features;
      this.hidden = hidden;
      this.batch = batch;
      this.exchange = exchange;
    }
  }

  /**
   * What is said to be needed is within a fifth of what is used, in a heap with a quarter more: one
   * that just fits leaves arrays of tens of megabytes no place among others. A step makes no
   * garbage, so the collector is asked now and then, lest it never see what a training uses.
   */
  @ParameterizedTest
  @EnumSource(Shape.class)
  void whatIsNeededIsWithinAFifthOfWhatIsUsed(Shape shape) throws Exception {
    Path config = config(shape, table(shape.rows, shape.features));
    Outcome valid = lockstep(3072, "validate", config);
    long needed = mebibytes(NEEDS.matcher(valid.succeeded().out()));
    Path log = directory.resolve("gc.log");
    lockstep(
            needed + needed / 4,
            "train",
            config,
            "spark.driver.extraJavaOptions=-XX:G1PeriodicGCInterval=50 -Xlog:gc:file=" + log)
        .succeeded();
    long used = mebibytes(COLLECTED.matcher(Files.readString(log)));
    assertThat((double) needed / used)
        .as("%d MiB needed, %d used", needed, used)
        .isBetween(0.8, 1.2);
  }

  @Test
  void tooManyParametersAreRefusedBeforeTheyAreMade() throws Exception {
    Shape small = Shape.MANY_PARAMETERS;
    Path config = config(small, table(small.rows, small.features));
    Files.writeString(config, Files.readString(config).replace(small.hidden, "[30000, 30000]"));
    for (String command : List.of("validate", "train")) {
      assertThat(lockstep(1024, command, config).failed(Failure.USAGE).err())
          .containsPattern(
              "too little memory: the driver needs 5[0-9]\\.[0-9] GiB of a heap of 1.0 GiB")
          .containsPattern("give it --driver-memory 5[0-9]g, or make the network smaller");
    }
  }

  @Test
  void manyShardsTrainInOneGibibyte() throws Exception {
    Path config = config(Shape.MANY_ROWS, table(500_000, 28));
    Files.writeString(
        config,
        Files.readString(config)
            .replace("batch_size: 1000, shards: 4", "batch_size: 3000, shards: 1500"));
    assertThat(lockstep(1024, "train", config).succeeded().err())
        .contains("500,000 examples in 1,500 shards");
  }

  private Outcome lockstep(long megabytes, String command, Path config, String... settings)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--master", "local[2]", "--driver-memory", megabytes + "m"));
    Arrays.stream(settings).forEach(setting -> arguments.addAll(List.of("--conf", setting)));
    arguments.addAll(List.of(command, config.toString()));
    return Outcome.ofScript(directory, arguments.toArray(String[]::new));
  }

  /** Random arrays, and two classes. */
  private Path table(int rows, int features) throws IOException {
    Path table = directory.resolve("table");
    SparkConf conf = new SparkConf().setMaster("local[2]").setAppName("table");
    try (SparkSession spark = SparkSession.builder().config(conf).getOrCreate()) {
      spark
          .range(0, rows, 1, 8)
          .selectExpr(
              "transform(sequence(1, " + features + "), i -> float(hash(id, i))) as x",
              "id % 2 as label")
          .write()
          .parquet(table.toString());
    }
    return table;
  }

  private Path config(Shape shape, Path table) throws IOException {
    return Files.write(
        directory.resolve("config.yaml"),
        List.of(
            "data: {train: '" + table + "', label: label}",
            "network: {hidden: " + shape.hidden + "}",
            "training: {steps: 6, batch_size: "
                + shape.batch
                + ", shards: 4, exchange: "
                + shape.exchange
                + "}",
            "output: {path: '" + directory.resolve("run") + "', overwrite: true}"));
  }

  /** The largest number found. */
  private static long mebibytes(Matcher found) {
    return found
        .results()
        .mapToLong(
            result ->
                Math.round(
                    Double.parseDouble(result.group(1)) * (result.group(2).equals("G") ? 1024 : 1)))
        .max()
        .orElseThrow();
  }
}
