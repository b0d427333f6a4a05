package dev.lockstep.spark.cli;

import dev.lockstep.spark.exchange.LockstepKryo;
import dev.lockstep.spark.exchange.LostExecutors;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** Starts Spark as the commands need it. */
final class Sessions {
  private Sessions() {}

  /**
   * A session configured by spark-submit, with Kryo, and on all cores of this machine where no
   * master is given.
   */
  static SparkSession start(String name) {
    SparkConf conf = new SparkConf();
    conf.setIfMissing("spark.master", "local[*]");
    conf.setIfMissing("spark.app.name", "lockstep " + name);
    conf.setIfMissing("spark.ui.showConsoleProgress", "false");
    LockstepKryo.configure(conf);
    LostExecutors.configure(conf);
    Scratch.use(conf);
    return SparkSession.builder().config(conf).getOrCreate();
  }
}
