package dev.lockstep.spark.testing;

import dev.lockstep.augment.Augmentation;
import dev.lockstep.linalg.BlasBackend;
import dev.lockstep.linalg.BlasChoice;
import dev.lockstep.linalg.ExponentialAverage;
import dev.lockstep.metric.MetricSet;
import dev.lockstep.nn.Initializer;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.loss.Loss;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.optim.Adam;
import dev.lockstep.optim.schedule.ConstantRate;
import dev.lockstep.shard.BatchPlan;
import dev.lockstep.shard.Shuffle;
import dev.lockstep.spark.cluster.SharedBlas;
import dev.lockstep.spark.exchange.Computation;
import dev.lockstep.spark.exchange.JobGradients;
import dev.lockstep.spark.exchange.SessionGradients;
import dev.lockstep.spark.exchange.driver.ExchangeSettings;
import dev.lockstep.spark.table.pack.LoadedData;
import dev.lockstep.spark.table.pack.ShardedDataset;
import dev.lockstep.spark.table.source.SyntheticTable;
import dev.lockstep.train.GradientSource;
import dev.lockstep.train.LocalGradients;
import dev.lockstep.train.Split;
import dev.lockstep.train.Trainer;
import dev.lockstep.train.TrainingListener;
import dev.lockstep.train.TrainingPlan;
import dev.lockstep.train.TrainingState;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** A small training on a synthetic table, by whatever source of gradients. */
public final class SmallTraining {
  private final Recipe recipe;
  private final LoadedData data;
  private final SharedBlas blas;
  private final Size size;

  /** How much of it. */
  public record Size(int rows, int shards, int batch, int epochs) {}

  /** Loads the table, which is written to the directory, into shards. */
  public SmallTraining(SparkSession spark, Path directory, Size size) {
    this(spark, directory, size, new SoftmaxCrossEntropy());
  }

  /** The same with another loss over two outputs. */
  public SmallTraining(SparkSession spark, Path directory, Size size, Loss loss) {
    this(spark, directory, size, Recipe.plain(loss, null));
  }

  /** The same with the features of each row, an image of shape [1, 1, 5], changed in training. */
  public SmallTraining(SparkSession spark, Path directory, Size size, Augmentation augmentation) {
    this(spark, directory, size, Recipe.plain(new SoftmaxCrossEntropy(), augmentation));
  }

  /** The same of a recipe. */
  public SmallTraining(SparkSession spark, Path directory, Size size, Recipe recipe) {
    this.recipe = recipe;
    this.size = size;
    SyntheticTable table = new SyntheticTable(size.rows(), Recipe.FEATURES, 2, 1, 0.1);
    this.blas = new SharedBlas(spark.sparkContext(), BlasChoice.AUTO);
    this.data = SyntheticData.load(spark, directory, table, size.shards());
  }

  /** The shards of each split. */
  public Map<Split, ShardedDataset> data() {
    return data.splits();
  }

  private BatchPlan batches() {
    return new BatchPlan(
        data.examples(Split.TRAIN), size.batch(), Shuffle.FULL, 3, recipe.augmentation());
  }

  public long stepsPerEpoch() {
    return batches().stepsPerEpoch();
  }

  public int parameters() {
    return recipe.network().parameters().size();
  }

  /** In this process, on one thread: what all others must agree with. */
  public LocalGradients local() {
    return new LocalGradients(
        recipe.network(),
        batches(),
        MetricSet.binary(),
        SyntheticData.collect(data),
        BlasBackend.AUTO.load());
  }

  public JobGradients jobs(JavaSparkContext spark) {
    return new JobGradients(spark, task(MetricSet.binary()), data.splits());
  }

  public SessionGradients sessions(JavaSparkContext spark, ExchangeSettings settings) {
    return sessions(spark, settings, MetricSet.binary());
  }

  public SessionGradients sessions(
      JavaSparkContext spark, ExchangeSettings settings, MetricSet metrics) {
    return new SessionGradients(spark, task(metrics), data.splits(), settings);
  }

  /** What a step computes. */
  public Computation task(MetricSet metrics) {
    return new Computation(recipe.network(), batches(), metrics, blas);
  }

  /** The trained parameters. */
  public float[] train(GradientSource gradients) {
    return train(gradients, TrainingListener.NONE);
  }

  public float[] train(GradientSource gradients, TrainingListener listener) {
    return train(gradients, listener, plan()).kept();
  }

  /** All that the training leaves. */
  public TrainingState state(GradientSource gradients, TrainingListener listener) {
    return train(gradients, listener, plan());
  }

  /** The average of the parameters over the steps. */
  public float[] average(GradientSource gradients) {
    TrainingPlan plan = plan().averaging(new ExponentialAverage(0.9));
    return train(gradients, TrainingListener.NONE, plan).kept();
  }

  private TrainingPlan plan() {
    TrainingPlan plain =
        TrainingPlan.epochs(
            size.epochs(), batches(), new Adam(0.9, 0.999, 1e-8), new ConstantRate(0.01));
    return recipe.plan().apply(plain);
  }

  private TrainingState train(
      GradientSource gradients, TrainingListener listener, TrainingPlan plan) {
    Network network = recipe.network();
    float[] initial = new Initializer(Initializer.Kind.HE, 1).initialize(network, 1);
    return new Trainer(plan, gradients, TrainingState.initial(plan, initial))
        .train(listener)
        .state();
  }
}
