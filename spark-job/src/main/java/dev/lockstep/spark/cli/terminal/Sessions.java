package dev.lockstep.spark.cli.terminal;

import dev.lockstep.spark.cluster.AwaitedExecutors;
import dev.lockstep.spark.cluster.Reminder;
import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.exchange.LockstepKryo;
import dev.lockstep.spark.exchange.tasks.LostExecutors;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** Starts Spark as the commands need it. */
public final class Sessions {
  private static final String NAME = "spark.app.name";
  private static final String MAIN_CLASS = "dev.lockstep.spark.cli.Main";
  private static final String MASTERS = "local[N], spark://HOST:PORT, yarn or k8s://URL";

  private static volatile String master = "";

  private Sessions() {}

  /**
   * A session configured by spark-submit, with Kryo, and on all cores of this machine where no
   * master is given.
   *
   * @param command what runs
   * @param path on what: a configuration, a model or an output, by its path
   */
  public static SparkSession start(String command, String path) {
    SparkConf conf = new SparkConf();
    conf.setIfMissing("spark.master", "local[*]");
    if (!isNamed(conf)) {
      conf.set(NAME, "lockstep " + command + " " + shortName(path));
    }
    conf.setIfMissing("spark.ui.showConsoleProgress", "false");
    if (Scratch.isLocal(conf.get("spark.master"))) {
      // Without memory a task would end this process, with a code of Spark's own and not a word.
      conf.setIfMissing("spark.executor.killOnFatalError.depth", "0");
    }
    LockstepKryo.configure(conf);
    LostExecutors.configure(conf);
    Scratch.use(conf);
    SparkSession session = start(conf);
    Interruption.check();
    AwaitedExecutors.watch(session.sparkContext());
    return session;
  }

  private static SparkSession start(SparkConf conf) {
    String given = conf.get("spark.master");
    master = given;
    Reminder reminder = new Reminder("Spark to answer at " + given);
    Interruption.START.lock();
    try {
      return SparkSession.builder().config(conf).getOrCreate();
    } catch (Exception e) { // Spark's are checked, and none of its methods declares them.
      if (String.valueOf(e.getMessage()).startsWith("Invalid master URL")) {
        throw ConfigException.of("--master: found %s; allowed: %s", given, MASTERS);
      }
      throw e;
    } finally {
      Interruption.START.unlock();
      reminder.close();
    }
  }

  /** Why Spark has stopped by itself, as it says, with the master that it was to use. */
  static String whyStopped(String why) {
    return why.contains("All masters are unresponsive")
        ? "no master answers at "
            + master
            + ", as --master says: it does not run, or cannot be reached from here"
        : why;
  }

  /** By the user: spark-submit takes the main class, or the jar, where no name is given. */
  private static boolean isNamed(SparkConf conf) {
    String name = conf.get(NAME, "");
    return !name.isEmpty()
        && !name.equals(MAIN_CLASS)
        && !conf.get("spark.jars", "").endsWith("/" + name);
  }

  /** The last of a path's names, without what tells the format. */
  private static String shortName(String path) {
    String name = path.replaceFirst("/+$", "").replaceFirst(".*/", "");
    return name.replaceFirst("(?<=.)\\.(ya?ml|csv|json|parquet)$", "");
  }
}
