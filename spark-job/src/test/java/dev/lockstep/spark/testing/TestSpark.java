package dev.lockstep.spark.testing;

import dev.lockstep.spark.exchange.LockstepKryo;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The Spark session that the tests of one JVM share, configured as the commands do it. */
public final class TestSpark {
  private TestSpark() {}

  /** A session on two cores of this JVM; started at the first call, and never to be stopped. */
  public static SparkSession session() {
    SparkConf conf = new SparkConf();
    conf.setMaster("local[2]").setAppName("tests").set("spark.ui.enabled", "false");
    // As on clusters, where it is not the number of cores.
    conf.set("spark.default.parallelism", "7");
    LockstepKryo.configure(conf);
    return SparkSession.builder().config(conf).getOrCreate();
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
