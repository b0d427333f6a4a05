package dev.lockstep.spark.bench;

import dev.lockstep.bench.Networks;
import dev.lockstep.bench.Shape;
import dev.lockstep.linalg.BlasBackend;
import dev.lockstep.linalg.BlasChoice;
import dev.lockstep.linalg.BlasKernel;
import dev.lockstep.metric.MetricSet;
import dev.lockstep.nn.Initializer;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.RunningStatistics;
import dev.lockstep.shard.BatchPlan;
import dev.lockstep.shard.Shuffle;
import dev.lockstep.spark.cluster.SharedBlas;
import dev.lockstep.spark.config.ExchangeConfig.GradientCompression;
import dev.lockstep.spark.config.ExchangeConfig.Protection;
import dev.lockstep.spark.config.ExchangeConfig.Routes;
import dev.lockstep.spark.exchange.Computation;
import dev.lockstep.spark.exchange.JobGradients;
import dev.lockstep.spark.exchange.SessionGradients;
import dev.lockstep.spark.exchange.driver.ExchangeSettings;
import dev.lockstep.spark.table.pack.LoadedData;
import dev.lockstep.spark.table.source.SyntheticTable;
import dev.lockstep.train.GradientSource;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.Utils;

/** A network and a generated table in shards, for any exchange to train on. */
final class BenchTraining implements AutoCloseable {
  private final JavaSparkContext context;
  private final Network network;
  private final Size size;
  private final LoadedData data;
  private final File directory;

  /** How much there is to train on. */
  record Size(int rows, int shards, int batch) {}

  BenchTraining(SparkSession spark, Shape shape, Size size) throws IOException {
    this(spark, shape, "plain", size);
  }

  /** Of a network of that shape whose hidden layers are as {@link Networks} names them. */
  BenchTraining(SparkSession spark, Shape shape, String hidden, Size size) throws IOException {
    this.network = Networks.of(shape, hidden);
    this.context = new JavaSparkContext(spark.sparkContext());
    this.size = size;
    this.directory = Files.createTempDirectory("lockstep-bench").toFile();
    String path = directory.toPath().resolve("table").toString();
    new SyntheticTable(size.rows(), shape.features(), shape.classes(), 1, 0.05)
        .rows(spark, size.shards())
        .write()
        .parquet(path);
    this.data = new ParquetTable(path).load(spark, size.shards());
  }

  BatchPlan batches() {
    return new BatchPlan(size.rows(), size.batch(), Shuffle.FULL, 1);
  }

  float[] parameters() {
    return new Initializer(Initializer.Kind.HE, 1).initialize(network, 1);
  }

  RunningStatistics statistics() {
    return new RunningStatistics(network);
  }

  /** The named exchange, session or job; sessions may compress gradients. */
  GradientSource gradients(String exchange, GradientCompression compression) {
    return switch (exchange) {
      case "job" -> new JobGradients(context, task(), data.splits());
      case "session" -> session(compression, Routes.STAR);
      default ->
          throw new IllegalArgumentException(
              "no exchange '%s'; allowed: job, session".formatted(exchange));
    };
  }

  /** A session whose sums travel on these routes. */
  GradientSource session(GradientCompression compression, Routes routes) {
    Duration timeout = Duration.ofMinutes(1);
    return new SessionGradients(
        context,
        task(),
        data.splits(),
        new ExchangeSettings(
            0, Protection.CHECKSUM, compression, timeout, timeout, Long.MAX_VALUE, routes));
  }

  private Computation task() {
    MetricSet metrics =
        network.outputs() == 2 ? MetricSet.binary() : MetricSet.multiclass(network.outputs());
    SharedBlas blas =
        new SharedBlas(context.sc(), new BlasChoice(BlasBackend.NATIVE, BlasKernel.AUTO));
    return new Computation(network, batches(), metrics, blas);
  }

  @Override
  public void close() {
    data.unpersist();
    Utils.deleteRecursively(directory);
  }
}
