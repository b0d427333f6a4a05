package dev.lockstep.spark.exchange.driver;

import dev.lockstep.spark.cluster.Cores;
import dev.lockstep.spark.config.ExchangeConfig.Topology;
import dev.lockstep.spark.config.PortRange;
import dev.lockstep.spark.exchange.driver.Coordinator.Waiting;
import dev.lockstep.spark.exchange.driver.LinkProbe.Speed;
import dev.lockstep.spark.exchange.driver.SessionServer.Expected;
import dev.lockstep.spark.exchange.driver.Watch.Patience;
import dev.lockstep.spark.exchange.message.Answer;
import dev.lockstep.spark.exchange.message.CompressionError;
import dev.lockstep.spark.exchange.message.Round;
import dev.lockstep.spark.exchange.message.SessionAddress;
import dev.lockstep.spark.exchange.message.States;
import dev.lockstep.spark.exchange.message.Work;
import dev.lockstep.spark.exchange.tasks.ShardRanges;
import dev.lockstep.spark.exchange.tasks.SparkTasks;
import dev.lockstep.spark.exchange.topology.StepCosts;
import dev.lockstep.spark.exchange.wire.Credentials;
import dev.lockstep.train.sum.SummationTree;
import dev.lockstep.train.sum.SummationTree.Node;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One Spark job whose tasks live as long as it does, and the driver's end of their connections. */
public final class Session implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);
  private static final Map<String, Coordinator> HERE = new ConcurrentHashMap<>();
  private static final Duration LOCAL_SPIN = Duration.ofMillis(2);
  private static final int NO_PORT = 0;
  private static final long CLOSE_MILLIS = 1000;

  private final Driver driver;
  private final String id = UUID.randomUUID().toString();
  private final SparkTasks tasks;
  private final int workers;
  private final int parameters;
  private final Coordinator coordinator;
  private final @Nullable SessionServer server;
  private final SessionAddress address;

  /**
   * What the sessions of a run share in the driver.
   *
   * @param port at which workers in other JVMs call, or null where there are none
   * @param error to which is added what compression costs
   * @param standing what has been learnt of the cluster
   */
  public record Driver(
      JavaSparkContext spark,
      ExchangeSettings settings,
      @Nullable ExchangePort port,
      CompressionError error,
      Standing standing)
      implements AutoCloseable {
    /** Listens, where there are other JVMs; throws SessionUnavailableException if it cannot. */
    public static Driver of(JavaSparkContext spark, ExchangeSettings settings) {
      ExchangePort port =
          spark.sc().isLocal() ? null : ExchangePort.listen(spark.getConf(), settings.port());
      return new Driver(spark, settings, port, new CompressionError(), new Standing());
    }

    @Override
    public void close() {
      if (port != null) {
        port.close();
      }
    }
  }

  /** Lets workers in; {@link #start} starts them. */
  public Session(Driver driver, Work work) {
    this.driver = driver;
    JavaSparkContext spark = driver.spark();
    ExchangeSettings settings = driver.settings();
    ExchangePort port = driver.port();
    int shards = work.shards();
    List<Node> ranges =
        ShardRanges.all(shards, Math.max(1, Math.min(shards, Cores.tasks(spark.sc()))));
    Patience patience = new Patience(settings.stepTimeout(), settings.startTimeout());
    this.tasks = new SparkTasks(spark);
    this.workers = ranges.size();
    this.parameters = work.network().parameters().size();
    Relaying relaying = new Relaying(shards, parameters, driver.error(), driver.standing());
    this.coordinator = new Coordinator(ranges, patience, tasks, relaying);
    Credentials credentials = Credentials.random(settings.protection());
    Expected expected =
        new Expected(
            ranges,
            new SummationTree(shards),
            parameters,
            new States(work.network(), work.metrics()),
            driver.error(),
            work.blas()::add);
    this.server = port == null ? null : new SessionServer(coordinator, expected, port, credentials);
    this.address =
        new SessionAddress(
            id,
            spark.getConf().get("spark.driver.host"),
            port == null ? NO_PORT : port.number(),
            credentials,
            parameters,
            settings.compression(),
            neighbours(settings));
    HERE.put(id, coordinator);
  }

  /** Where executors are to listen for each other, or null where that is of no use. */
  private @Nullable PortRange neighbours(ExchangeSettings settings) {
    boolean star = driver.port() == null || driver.standing().starBecause() != null;
    return star ? null : ExecutorPorts.of(settings.routes(), driver.spark().sc());
  }

  /** The coordinator of a session whose driver is this JVM, or null. */
  static @Nullable Coordinator inThisJvm(String session) {
    return HERE.get(session);
  }

  /**
   * Starts the workers and waits for them.
   *
   * @param shards partition s holds shard s of every split
   * @param task what works on its shards until the session at that address lets it go
   * @throws TimeoutException if they cannot all run at once
   * @throws SeatVacantException if Spark has slots for fewer meanwhile
   */
  public <T> void start(
      JavaRDD<T> shards, Function<SessionAddress, FlatMapFunction<Iterator<T>, Integer>> task)
      throws TimeoutException, InterruptedException {
    tasks.start(ShardRanges.group(shards, workers), task.apply(address));
    coordinator.awaitAll(driver.settings().startTimeout());
    driver.standing().use(address.neighbours() == null ? Topology.STAR : topology());
    LOG.debug("Session {} has all its workers", id);
  }

  /** The one that was asked for, or the best by the arithmetic of what each costs. */
  private Topology topology() {
    Topology asked = driver.settings().routes().topology();
    if (asked != Topology.AUTO) {
      LOG.info("Topology: {}, as exchange.topology says", asked);
      return asked;
    }
    List<Link> links = coordinator.links();
    Optional<Speed> speed = links.stream().findFirst().flatMap(this::measure);
    if (speed.isEmpty()) {
      LOG.warn("Topology: star, as the way to executors cannot be measured");
      return Topology.STAR;
    }
    StepCosts costs =
        new StepCosts(
            links.size(), parameters, speed.get().seconds(), speed.get().bytesPerSecond());
    Topology best = costs.best();
    LOG.info("Topology: {} ({})", best, costs);
    return best;
  }

  private Optional<Speed> measure(Link link) {
    return server == null ? Optional.empty() : server.measure(link, waiting());
  }

  private Waiting waiting() {
    ExchangePort port = driver.port();
    return port == null ? Session::spin : port::await;
  }

  /**
   * Asks all workers; gives their answers in the order of the seats, valid until the next round.
   *
   * @param round by its number
   */
  public List<Answer> run(LongFunction<Round> round) {
    return coordinator.run(round.apply(coordinator.nextRound()), waiting());
  }

  /**
   * In local mode the driver's thread is one of those that compute, and waits no longer than the
   * others' steps differ.
   */
  private static void spin(BooleanSupplier done, Duration atMost) {
    long start = System.nanoTime();
    while (!done.getAsBoolean() && System.nanoTime() - start < LOCAL_SPIN.toNanos()) {
      Thread.onSpinWait();
    }
    if (!done.getAsBoolean()) {
      LockSupport.parkNanos(atMost.toNanos());
    }
  }

  /** How many workers have been lost. */
  public int losses() {
    return coordinator.losses();
  }

  /** Whether executors have come or gone since the session began. */
  public boolean executorsChanged() {
    return tasks.executorsChanged();
  }

  /** Lets the workers go and lets none in any more; within two seconds, whatever the workers do. */
  @Override
  public void close() {
    coordinator.end();
    HERE.remove(id);
    tasks.end(CLOSE_MILLIS);
    if (server != null) {
      server.close();
    }
  }
}
