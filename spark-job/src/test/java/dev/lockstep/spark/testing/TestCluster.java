package dev.lockstep.spark.testing;

import dev.lockstep.spark.config.ExchangeConfig.GradientCompression;
import dev.lockstep.spark.config.ExchangeConfig.Protection;
import dev.lockstep.spark.config.ExchangeConfig.Routes;
import dev.lockstep.spark.exchange.LockstepKryo;
import dev.lockstep.spark.exchange.driver.ExchangeSettings;
import dev.lockstep.spark.exchange.tasks.LostExecutors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.spark.SparkConf;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.sql.SparkSession;

/**
 * A cluster of two executors, each a process of one core on a host of its own, whose way to the
 * driver leads through proxies: it listens at another address than the executors call.
 */
public final class TestCluster extends SparkListener implements AutoCloseable {
  private static final String CALLED = "127.0.0.3";
  private static final String BOUND = "127.0.0.2";
  private static final List<String> WORKERS = List.of("127.0.0.4", "127.0.0.5");
  private static final Duration MOST = Duration.ofMinutes(2);

  private final StandaloneCluster standalone;
  private final List<TcpProxy> proxies = new ArrayList<>();
  private final Set<String> executors = new LinkedHashSet<>();
  private final int exchangePort;
  private final SparkSession session;

  /** With Kryo, as the commands configure it. */
  public TestCluster() throws IOException, InterruptedException {
    this(TestCluster::useKryo);
  }

  /**
   * Under Spark's settings as the commands have them, and with no copies of tasks.
   *
   * @param more settings
   */
  public static TestCluster asCommandsHaveIt(Consumer<SparkConf> more)
      throws IOException, InterruptedException {
    return new TestCluster(
        conf -> {
          conf.remove("spark.speculation").remove("spark.locality.wait");
          LockstepKryo.configure(conf);
          LostExecutors.configure(conf);
          more.accept(conf);
        });
  }

  private static void useKryo(SparkConf conf) {
    LockstepKryo.configure(conf);
    // What Lockstep ships is registered; what Spark ships here of its own are types of columns.
    conf.set("spark.kryo.registrationRequired", "true");
    conf.set(
        "spark.kryo.classesToRegister",
        "org.apache.spark.sql.types.FloatType$,org.apache.spark.sql.types.IntegerType$");
  }

  /**
   * Starts; SPARK_HOME must name a directory, which needs nothing in it.
   *
   * @param settings what a program that uses Lockstep sets
   */
  public TestCluster(Consumer<SparkConf> settings) throws IOException, InterruptedException {
    Files.createDirectories(Path.of(Objects.requireNonNull(System.getenv("SPARK_HOME")), "jars"));
    exchangePort = proxied();
    standalone = new StandaloneCluster(WORKERS);
    SparkConf conf = new SparkConf();
    conf.setMaster(standalone.url()).setAppName("tests");
    conf.set("spark.ui.enabled", "false");
    conf.set("spark.driver.bindAddress", BOUND).set("spark.driver.host", CALLED);
    conf.set("spark.driver.port", String.valueOf(proxied()));
    conf.set("spark.driver.blockManager.port", String.valueOf(proxied()));
    conf.set("spark.port.maxRetries", "0");
    conf.set("spark.executor.memory", "512m");
    // Processes of seconds do not repay a second compiler.
    conf.set("spark.executor.extraJavaOptions", "-XX:TieredStopAtLevel=1");
    conf.set("spark.shuffle.io.retryWait", "200ms"); // A killed executor's blocks do not come back.
    conf.set("spark.executor.extraClassPath", absoluteClassPath());
    conf.set("spark.executorEnv.SPARK_SCALA_VERSION", "2.13");
    // How long a task waits for the host that has its shards, while there is a free one.
    conf.set("spark.locality.wait", "200ms");
    // A copy of a task that is alone in its stage, once it has run for a while.
    conf.set("spark.speculation", "true").set("spark.speculation.task.duration.threshold", "1s");
    settings.accept(conf);
    session = SparkSession.builder().config(conf).getOrCreate();
    session.sparkContext().addSparkListener(this);
    seeExecutors();
    awaitExecutors(WORKERS.size());
  }

  private void seeExecutors() {
    scala.jdk.javaapi.CollectionConverters.asJava(session.sparkContext().getExecutorIds())
        .forEach(this::add);
  }

  private static String absoluteClassPath() {
    List<String> entries = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(":", -1)) {
      entries.add(Path.of(entry).toAbsolutePath().toString());
    }
    return String.join(":", entries);
  }

  /** A port at which executors call and, at another address, the driver listens. */
  private int proxied() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName(BOUND))) {
      port = free.getLocalPort();
    }
    proxies.add(
        new TcpProxy(new InetSocketAddress(CALLED, port), new InetSocketAddress(BOUND, port)));
    return port;
  }

  public SparkSession session() {
    return session;
  }

  /** Of sessions on this cluster. */
  public ExchangeSettings settings(Duration startTimeout, Duration stepTimeout) {
    return new ExchangeSettings(
        exchangePort,
        Protection.CHECKSUM,
        GradientCompression.NONE,
        startTimeout,
        stepTimeout,
        100_000,
        Routes.STAR);
  }

  /** The port for exchange.port. */
  public int exchangePort() {
    return exchangePort;
  }

  /** What lies between the executors and the exchange's port. */
  public TcpProxy exchangeProxy() {
    return proxies.get(0);
  }

  /** What an executor writes, though it may have ended. */
  public ExecutorLog log(String executor) {
    Path application = standalone.directory().resolve(session.sparkContext().applicationId());
    return new ExecutorLog(application.resolve(executor));
  }

  private synchronized void add(String executor) {
    executors.add(executor);
    notifyAll();
  }

  @Override
  public void onExecutorAdded(SparkListenerExecutorAdded added) {
    add(added.executorId());
  }

  @Override
  public synchronized void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
    executors.remove(removed.executorId());
    notifyAll();
  }

  /** Waits until there are that many executors. */
  public synchronized void awaitExecutors(int count) throws InterruptedException {
    Monitor.await(
        this,
        () -> executors.size() == count,
        MOST,
        () -> executors + " are not " + count + " executors");
  }

  /** Waits until an executor that was killed is known to be gone. */
  public synchronized void awaitLoss(String executor) throws InterruptedException {
    Monitor.await(
        this,
        () -> !executors.contains(executor),
        MOST,
        () -> "executor " + executor + " is still there");
  }

  /** The identifier of the oldest executor. */
  public synchronized String firstExecutor() {
    return executors.iterator().next();
  }

  /** The processes of the executors, the oldest first. */
  public static List<ProcessHandle> processes() {
    return ProcessHandle.current()
        .descendants()
        .filter(process -> process.info().command().orElse("").endsWith("java"))
        .sorted(Comparator.comparing(ProcessHandle::pid))
        .toList();
  }

  /** The process of an executor. */
  public static ProcessHandle process(String executor) {
    String argument = "\0--executor-id\0" + executor + "\0";
    return processes().stream()
        .filter(process -> commandLine(process).contains(argument))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no process of executor " + executor));
  }

  /** All of it, where {@link ProcessHandle.Info} gives but the first page. */
  private static String commandLine(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc", String.valueOf(process.pid()), "cmdline"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a process a signal, such as "STOP". */
  public static void signal(ProcessHandle process, String signal) {
    try {
      new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops an executor, so that it cannot answer, and kills it when it has been asked. */
  public static void killWhileItIsWaitedFor() {
    ProcessHandle executor = processes().get(0);
    signal(executor, "STOP");
    CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS)
        .execute(executor::destroyForcibly);
  }

  /** Kills a process with SIGKILL, and waits until it is gone. */
  public static void kill(ProcessHandle process) {
    process.destroyForcibly();
    try {
      process.onExit().get(60, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("cannot kill " + process, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    session.stop();
    standalone.close();
    for (TcpProxy proxy : proxies) {
      proxy.close();
    }
  }
}
