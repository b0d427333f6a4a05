package dev.lockstep.spark.bench;

import dev.lockstep.bench.Arguments;
import dev.lockstep.bench.Row;
import dev.lockstep.shard.Scaling;
import dev.lockstep.spark.table.pack.LoadedData;
import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * How long it takes to load a table of {@code lockstep generate} into shards, beside Spark summing
 * every column of it, and with quantiles of every column, which robust scaling asks for: the three
 * in turn, in one session.
 */
public final class LoadTable {
  private static final int SHARDS = 4;

  private LoadTable() {}

  /** Rounds: the median of so many, after one to warm up. */
  public static void main(String[] args) throws Exception {
    Arguments arguments = Arguments.parse("master=local[2] table=data/synthetic-5m rounds=3", args);
    String path = arguments.text("table");
    int rounds = arguments.integer("rounds");
    double[] sums = new double[rounds];
    double[] loads = new double[rounds];
    double[] quantiles = new double[rounds];
    try (SparkSession spark = LocalSpark.startLockstep(arguments.text("master"))) {
      Dataset<?> table = spark.read().parquet(path);
      long rows = table.count();
      for (int round = -1; round < rounds; round++) {
        double sum = sumSeconds(table);
        double load = loadSeconds(spark, path, Scaling.Kind.STANDARD);
        double robust = loadSeconds(spark, path, Scaling.Kind.ROBUST);
        if (round >= 0) {
          sums[round] = sum;
          loads[round] = load;
          quantiles[round] = robust;
        }
      }
      print("spark-sum", arguments, rows, sums);
      print("lockstep", arguments, rows, loads);
      print("lockstep-quantiles", arguments, rows, quantiles);
    }
  }

  private static double sumSeconds(Dataset<?> table) {
    Column[] sums = Arrays.stream(table.columns()).map(functions::sum).toArray(Column[]::new);
    long start = System.nanoTime();
    table.agg(sums[0], Arrays.copyOfRange(sums, 1, sums.length)).collectAsList();
    return (System.nanoTime() - start) / 1e9;
  }

  private static double loadSeconds(SparkSession spark, String path, Scaling.Kind kind) {
    LoadedData data = new ParquetTable(path).load(spark, SHARDS, kind);
    data.unpersist();
    return data.seconds();
  }

  private static void print(String peer, Arguments arguments, long rows, double[] seconds)
      throws Exception {
    Arrays.sort(seconds);
    double median = seconds[seconds.length / 2];
    new Row("load", peer)
        .with("rows", rows)
        .with("master", arguments.text("master"))
        .with("examples_per_second", rows / median, 0)
        .with("pass_seconds", median, 3)
        .print();
  }
}
