package dev.lockstep.spark.testing;

import dev.lockstep.spark.config.ExchangeConfig.GradientCompression;
import dev.lockstep.spark.config.ExchangeConfig.Protection;
import dev.lockstep.spark.config.ExchangeConfig.Routes;
import dev.lockstep.spark.exchange.LockstepKryo;
import dev.lockstep.spark.exchange.driver.ExchangeSettings;
import java.time.Duration;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The Spark session that the tests of one JVM share, configured as the commands do it. */
public final class TestSpark {
  private TestSpark() {}

  /** A session on two cores of this JVM; started at the first call, and never to be stopped. */
  public static SparkSession session() {
    return onCores(2);
  }

  /** The same on as many cores, in a JVM that has no session yet. */
  public static SparkSession onCores(int cores) {
    SparkConf conf = new SparkConf();
    conf.setMaster("local[" + cores + "]").setAppName("tests").set("spark.ui.enabled", "false");
    // As on clusters, where it is not the number of cores.
    conf.set("spark.default.parallelism", "7");
    LockstepKryo.configure(conf);
    return SparkSession.builder().config(conf).getOrCreate();
  }

  /** Of exchanges that take no long. */
  public static ExchangeSettings settings() {
    Duration timeout = Duration.ofSeconds(60);
    return new ExchangeSettings(
        0, Protection.CHECKSUM, GradientCompression.NONE, timeout, timeout, 1000, Routes.STAR);
  }

  /**
   * A small table written down in SQL.
   *
   * @param columns such as "x, label"
   * @param rows such as "(1.5D, 'a'), (2, 'b')"
   */
  public static Dataset<Row> table(String columns, String rows) {
    return session().sql("SELECT * FROM VALUES " + rows + " AS t(" + columns + ")");
  }
}
