package dev.lockstep.spark.fault;

import dev.lockstep.spark.config.ExchangeConfig.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * What happens when in one training: all of it drawn from a seed.
 *
 * @param sync whether the network is normalized by sums in the middle of each step
 * @param everySteps how many steps lie between checkpoints, at least
 * @param processes one after the other, each of which resumes what the one before left; after them
 *     come as many undisturbed ones as it takes
 */
record FaultSchedule(
    long seed,
    Exchange exchange,
    Topology topology,
    boolean sync,
    int everySteps,
    List<OfProcess> processes) {
  /** The exchange, and as many steps as it takes in some seconds. */
  enum Exchange {
    SESSION(3000),
    AUTO(3000),
    JOB(120);

    private final int steps;

    Exchange(int steps) {
      this.steps = steps;
    }

    int steps() {
      return steps;
    }

    /** As training.exchange has it. */
    String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A fault, and when it strikes. */
  record Timed(Instant instant, Fault fault) {
    @Override
    public String toString() {
      return fault + " at " + instant;
    }
  }

  /** What happens to one process; each fault is timed from the one before. */
  record OfProcess(String master, List<Timed> faults) {
    @Override
    public String toString() {
      return master
          + " "
          + faults.stream().map(Timed::toString).collect(Collectors.joining(", then "));
    }
  }

  private static final List<String> MASTERS =
      List.of("local-cluster[2,1,1024]", "local-cluster[2,1,1024]", "local[2]", "local[1]");

  /** One to three faults, in as many processes as these take. */
  static FaultSchedule draw(long seed) {
    Random random = new Random(seed * 0x9E3779B97F4A7C15L);
    Exchange exchange = Exchange.values()[random.nextInt(Exchange.values().length)];
    Topology topology = topology(exchange, seed);
    boolean sync = exchange != Exchange.JOB && seed % 4 == 1;
    int everySteps = exchange == Exchange.JOB ? 5 + random.nextInt(15) : 20 + random.nextInt(200);
    int faults = 1 + random.nextInt(3);
    List<OfProcess> processes = new ArrayList<>();
    while (faults > 0) {
      OfProcess process = process(random, faults, topology);
      processes.add(process);
      faults -= process.faults().size();
    }
    return new FaultSchedule(seed, exchange, topology, sync, everySteps, List.copyOf(processes));
  }

  private static Topology topology(Exchange exchange, long seed) {
    List<Topology> all = List.of(Topology.STAR, Topology.TREE, Topology.SLICED);
    return exchange == Exchange.JOB ? Topology.STAR : all.get((int) (seed % all.size()));
  }

  /** Relays are on three executors, of which one may serve the two others. */
  private static OfProcess process(Random random, int most, Topology topology) {
    String drawn = MASTERS.get(random.nextInt(MASTERS.size()));
    String master = topology == Topology.STAR ? drawn : drawn.replace("[2,1", "[3,1");
    List<Timed> faults = new ArrayList<>();
    boolean ends = false;
    while (!ends && faults.size() < most) {
      Fault fault = Fault.draw(random, master.contains("cluster"));
      boolean loads = fault instanceof Fault.SlowData;
      if (!loads || faults.isEmpty()) { // The table is read once.
        Instant instant = loads ? Instant.drawLoading(random) : after(faults, random);
        faults.add(new Timed(instant, fault));
        ends = fault.endsProcess();
      }
    }
    return new OfProcess(master, List.copyOf(faults));
  }

  /** An instant that can follow those before. */
  private static Instant after(List<Timed> before, Random random) {
    Instant instant = Instant.draw(random);
    if (before.isEmpty()) {
      return instant;
    }
    Instant.Sign last = before.get(before.size() - 1).instant().sign();
    boolean follows =
        instant.sign().compareTo(last) > 0
            || (instant.sign() == Instant.Sign.CHECKPOINT && last == instant.sign());
    return follows ? instant : after(last, instant);
  }

  /** With another sign, and the same time after it. */
  private static Instant after(Instant.Sign last, Instant instant) {
    Instant.Sign next =
        last.compareTo(Instant.Sign.CHECKPOINT) < 0
            ? Instant.Sign.CHECKPOINT
            : Instant.Sign.TRAINED;
    return new Instant(next, 1, instant.milliseconds() % 100);
  }

  /** All faults, in the order in which they strike. */
  List<Fault> faults() {
    return processes.stream().flatMap(each -> each.faults().stream()).map(Timed::fault).toList();
  }

  boolean fillsDisk() {
    return faults().stream().anyMatch(Fault.FullDisk.class::isInstance);
  }

  boolean resetsConnections() {
    return faults().stream().anyMatch(Fault.ResetConnection.class::isInstance);
  }

  @Override
  public String toString() {
    return "seed "
        + seed
        + ": "
        + exchange.key()
        + " "
        + topology
        + (sync ? ", sync" : "")
        + ", every "
        + everySteps
        + " steps, "
        + processes.stream().map(OfProcess::toString).collect(Collectors.joining("; "));
  }
}
