package dev.lockstep.spark.bench;

import dev.lockstep.spark.exchange.LockstepKryo;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** The Spark session of a benchmark: quiet, without a user interface, with Kryo. */
final class LocalSpark {
  private LocalSpark() {}

  static SparkSession start(String master) {
    return start(
        master,
        new SparkConf()
            .set("spark.executor.memory", "2g")
            .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer"));
  }

  /** As Lockstep's commands configure it. */
  static SparkSession startLockstep(String master) {
    return startLockstep(master, "2g");
  }

  /** The same with executors of that memory. */
  static SparkSession startLockstep(String master, String executorMemory) {
    SparkConf conf = new SparkConf().set("spark.executor.memory", executorMemory);
    LockstepKryo.configure(conf);
    return start(master, conf);
  }

  private static SparkSession start(String master, SparkConf conf) {
    return SparkSession.builder()
        .config(conf)
        .master(master)
        .appName("Lockstep benchmark")
        .config("spark.ui.enabled", "false")
        .config("spark.log.level", "ERROR")
        // For executors in processes of their own, as with local-cluster[2,1,2048].
        .config("spark.executor.extraClassPath", absoluteClassPath())
        .config("spark.executorEnv.SPARK_SCALA_VERSION", "2.13")
        .getOrCreate();
  }

  private static String absoluteClassPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(":", -1))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(":"));
  }
}
