package dev.lockstep.spark.testing;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.master.Master;
import org.apache.spark.deploy.worker.Worker;
import org.apache.spark.rpc.RpcEnv;
import org.apache.spark.util.Utils;
import scala.Option;

/**
 * Spark's Master and its Workers of one core each, in this process, every one at an address of its
 * own: to Spark they are different hosts. Executors are processes.
 */
public final class StandaloneCluster implements AutoCloseable {
  private static final String MASTER = "127.0.0.1";
  private static final int FREE = 0;
  private static final int MEGABYTES = 1024;

  private final List<RpcEnv> daemons = new ArrayList<>();
  private final File directory = Utils.createTempDir();
  private final String url;

  /** Starts a Master, and a Worker at each of the addresses. */
  public StandaloneCluster(List<String> hosts) {
    SparkConf conf = new SparkConf().set("spark.master.rest.enabled", "false");
    RpcEnv master = Master.startRpcEnvAndEndpoint(MASTER, FREE, FREE, conf)._1();
    daemons.add(master);
    url = "spark://" + MASTER + ":" + master.address().port();
    for (String host : hosts) {
      daemons.add(0, worker(host, conf));
    }
  }

  private RpcEnv worker(String host, SparkConf conf) {
    return Worker.startRpcEnvAndEndpoint(
        host,
        FREE,
        FREE,
        1,
        MEGABYTES,
        new String[] {url},
        directory.getPath(),
        Option.apply(daemons.size()),
        conf,
        Option.empty());
  }

  /** For spark.master. */
  public String url() {
    return url;
  }

  /** Where the Workers keep what executors write to their standard streams. */
  Path directory() {
    return directory.toPath();
  }

  /** Ends the Workers, then the Master. */
  @Override
  public void close() {
    for (RpcEnv daemon : daemons) {
      daemon.shutdown();
      daemon.awaitTermination();
    }
    Utils.deleteRecursively(directory);
  }
}
