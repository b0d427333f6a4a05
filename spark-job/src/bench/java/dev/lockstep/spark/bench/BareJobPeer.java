package dev.lockstep.spark.bench;

import dev.lockstep.bench.Arguments;
import dev.lockstep.bench.StepTimes;
import java.util.List;
import java.util.Random;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;

/**
 * The least that one Spark job per step costs: broadcast an array, reduce an array from each
 * partition.
 */
public final class BareJobPeer {
  private static final int PARTITIONS = 2;

  private BareJobPeer() {}

  public static void main(String[] args) throws Exception {
    Arguments arguments = Arguments.parse("master=local[2] parameters=12000 seconds=5", args);
    float[] parameters = randomParameters(arguments.integer("parameters"));
    try (SparkSession spark = LocalSpark.start(arguments.text("master"))) {
      JavaSparkContext context = new JavaSparkContext(spark.sparkContext());
      JavaRDD<Integer> shards = context.parallelize(List.of(0, 1), PARTITIONS);
      StepTimes.measure(arguments.number("seconds"), () -> round(context, shards, parameters))
          .exchangeRow("bare-spark-job", parameters.length, PARTITIONS)
          .print();
    }
  }

  /** Random, for an array of zeros compresses to nothing; the first counts the rounds. */
  private static float[] randomParameters(int n) {
    Random random = new Random(1);
    float[] parameters = new float[n];
    for (int i = 1; i < n; i++) {
      parameters[i] = (float) random.nextGaussian();
    }
    return parameters;
  }

  private static void round(JavaSparkContext context, JavaRDD<Integer> shards, float[] parameters) {
    Broadcast<float[]> broadcast = context.broadcast(parameters);
    float[] sum = shards.map(shard -> gradient(broadcast.value(), shard)).reduce(BareJobPeer::add);
    broadcast.destroy();
    if (sum.length != parameters.length || sum[0] != 2 * parameters[0] + 1) {
      throw new IllegalStateException("the sum of the gradients is wrong");
    }
    parameters[0]++;
  }

  /** An array of the parameters' size that depends on them and on the shard. */
  private static float[] gradient(float[] parameters, int shard) {
    float[] gradient = parameters.clone();
    gradient[0] += shard;
    return gradient;
  }

  private static float[] add(float[] a, float[] b) {
    for (int i = 0; i < a.length; i++) {
      a[i] += b[i];
    }
    return a;
  }
}
