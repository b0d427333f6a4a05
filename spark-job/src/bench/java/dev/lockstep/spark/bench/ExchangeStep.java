package dev.lockstep.spark.bench;

import dev.lockstep.bench.Arguments;
import dev.lockstep.bench.Shape;
import dev.lockstep.bench.StepTimes;
import dev.lockstep.data.BatchPlan;
import dev.lockstep.data.Shuffle;
import dev.lockstep.linalg.BlasBackend;
import dev.lockstep.metric.MetricSet;
import dev.lockstep.nn.Initializer;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.Network.Outputs;
import dev.lockstep.nn.Relu;
import dev.lockstep.nn.SoftmaxCrossEntropy;
import dev.lockstep.spark.config.GradientCompression;
import dev.lockstep.spark.data.LoadedData;
import dev.lockstep.spark.data.SyntheticTable;
import dev.lockstep.spark.exchange.ExchangeSettings;
import dev.lockstep.spark.exchange.JobGradients;
import dev.lockstep.spark.exchange.SessionGradients;
import dev.lockstep.train.GradientSource;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.Utils;

/**
 * What a step of an exchange costs on mini-batches of one example for each shard, where there is
 * hardly any arithmetic: the counterpart of {@link BareJobPeer} and {@link SocketPeer}.
 */
public final class ExchangeStep {
  private static final int ROWS = 2_000;
  private static final int SHARDS = 2;
  private static final ExchangeSettings SETTINGS =
      new ExchangeSettings(
          0,
          false,
          GradientCompression.NONE,
          Duration.ofMinutes(1),
          Duration.ofMinutes(1),
          100_000);

  private ExchangeStep() {}

  public static void main(String[] args) throws Exception {
    Arguments arguments =
        Arguments.parse("master=local[2] exchange=job shape=28-128-64-2 seconds=5", args);
    Shape shape = Shape.parse(arguments.text("shape"));
    File directory = Files.createTempDirectory("lockstep-bench").toFile();
    String exchange = arguments.text("exchange");
    try (SparkSession spark = LocalSpark.startLockstep(arguments.text("master"));
        GradientSource gradients =
            gradients(spark, exchange, shape, load(spark, shape, directory.toPath()))) {
      float[] parameters = parameters(network(shape));
      long[] step = {0};
      StepTimes.measure(
              arguments.number("seconds"), () -> gradients.at(parameters, step[0]++ % ROWS))
          .exchangeRow("lockstep-" + exchange, parameters.length, SHARDS)
          .print();
    } finally {
      Utils.deleteRecursively(directory);
    }
  }

  private static LoadedData load(SparkSession spark, Shape shape, Path directory) {
    String path = directory.resolve("table").toString();
    new SyntheticTable(ROWS, shape.features(), shape.classes(), 1, 0.05)
        .rows(spark, SHARDS)
        .write()
        .parquet(path);
    return new ParquetTable(path).load(spark, SHARDS);
  }

  private static GradientSource gradients(
      SparkSession spark, String exchange, Shape shape, LoadedData data) {
    JavaSparkContext context = new JavaSparkContext(spark.sparkContext());
    BatchPlan plan = new BatchPlan(ROWS, SHARDS, Shuffle.FULL, 1);
    JobGradients.Task task =
        new JobGradients.Task(network(shape), plan, MetricSet.binary(), BlasBackend.NATIVE);
    return switch (exchange) {
      case "job" -> new JobGradients(context, task, data.splits());
      case "session" -> new SessionGradients(context, task, data.splits(), SETTINGS);
      default ->
          throw new IllegalArgumentException(
              "no exchange '%s'; allowed: job, session".formatted(exchange));
    };
  }

  private static Network network(Shape shape) {
    return Network.multilayerPerceptron(
        shape.features(),
        shape.widths().subList(1, shape.layers()),
        new Relu(),
        new Outputs(shape.classes(), new SoftmaxCrossEntropy()));
  }

  private static float[] parameters(Network network) {
    return new Initializer(Initializer.Kind.HE, 1).initialize(network, 1);
  }
}
