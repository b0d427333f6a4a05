package dev.lockstep.spark.bench;

import dev.lockstep.bench.Arguments;
import dev.lockstep.bench.NativeBlas;
import dev.lockstep.bench.Row;
import dev.lockstep.bench.Shape;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;

/**
 * Spark MLlib's multilayer perceptron on a table in memory: the time that a pass over it takes,
 * from its iterations.
 */
public final class MllibPeer {
  private MllibPeer() {}

  /**
   * Block: how many examples MLlib stacks into one matrix; 128 is its default. Blas_threads: of
   * OpenBLAS, which takes one for each processor unless it is told otherwise; 0 for Spark as it
   * comes, without a native library.
   */
  public static void main(String[] args) throws Exception {
    Arguments arguments =
        Arguments.parse(
            "master=local[2] shape=28-128-64-2 rows=1000000 block=128 blas_threads=1 few=2 many=10",
            args);
    Shape shape = Shape.parse(arguments.text("shape"));
    int rows = arguments.integer("rows");
    int few = arguments.integer("few");
    int many = arguments.integer("many");
    int blasThreads = arguments.integer("blas_threads");
    if (blasThreads > 0) {
      NativeBlas.load(blasThreads);
    }
    try (SparkSession spark = LocalSpark.start(arguments.text("master"))) {
      Dataset<?> table = VectorTable.of(spark, rows, shape).cache();
      table.count();
      MultilayerPerceptronClassifier classifier = classifier(shape, arguments.integer("block"));
      fitSeconds(classifier, few, table);
      double seconds =
          (fitSeconds(classifier, many, table) - fitSeconds(classifier, few, table)) / (many - few);
      new Row("job", peer(blasThreads))
          .with("shape", shape.toString())
          .with("rows", rows)
          .with("master", arguments.text("master"))
          .with("examples_per_second", rows / seconds, 0)
          .with("pass_seconds", seconds, 3)
          .print();
    }
  }

  private static String peer(int blasThreads) {
    return switch (blasThreads) {
      case 0 -> "spark-mllib-without-native-blas";
      case 1 -> "spark-mllib";
      default -> "spark-mllib-" + blasThreads + "-blas-threads";
    };
  }

  private static MultilayerPerceptronClassifier classifier(Shape shape, int block) {
    return new MultilayerPerceptronClassifier()
        .setLayers(shape.widths().stream().mapToInt(Integer::intValue).toArray())
        .setBlockSize(block)
        .setTol(0)
        .setSeed(1);
  }

  private static double fitSeconds(
      MultilayerPerceptronClassifier classifier, int iterations, Dataset<?> table) {
    long start = System.nanoTime();
    classifier.setMaxIter(iterations).fit(table);
    return (System.nanoTime() - start) / 1e9;
  }
}
