package dev.lockstep.spark.bench;

import org.apache.spark.sql.SparkSession;

/** The Spark session of a benchmark: quiet, without a user interface, with Kryo. */
final class LocalSpark {
  private LocalSpark() {}

  static SparkSession start(String master) {
    return SparkSession.builder()
        .master(master)
        .appName("Lockstep benchmark")
        .config("spark.ui.enabled", "false")
        .config("spark.log.level", "ERROR")
        .config("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
        .getOrCreate();
  }
}
