package dev.lockstep.spark.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockstep.metric.MetricSet;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.Network.Outputs;
import dev.lockstep.nn.layer.Relu;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.shard.BatchPlan;
import dev.lockstep.shard.Shuffle;
import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.config.ExchangeConfig.Topology;
import dev.lockstep.spark.memory.Workload.Reading;
import dev.lockstep.train.Split;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreflightTest {
  private static final long GIBIBYTE = 1L << 30;
  private static final int SHARDS = 16;

  private static Workload work(long rows, int hidden, boolean jobs) {
    return work(100, rows, hidden, jobs);
  }

  /** With so many packed features, of which a network's 100 inputs are made. */
  private static Workload work(int features, long rows, int hidden, boolean jobs) {
    return work(features, rows, hidden, jobs, Topology.STAR);
  }

  private static Workload work(
      int features, long rows, int hidden, boolean jobs, Topology topology) {
    Network network =
        Network.multilayerPerceptron(
            100, List.of(hidden), new Relu(), new Outputs(2, new SoftmaxCrossEntropy()));
    return new Workload(
        network,
        features,
        Map.of(Split.TRAIN, rows),
        new Reading(0, 0, 8, false, 0),
        SHARDS,
        new BatchPlan(rows, 1000, Shuffle.FULL, 1),
        5,
        MetricSet.binary(),
        jobs,
        topology);
  }

  private static Layout cluster(int executors, long driverHeap, long executorHeap) {
    return new Layout(false, executors, 2 * executors, driverHeap, executorHeap);
  }

  private static Layout local(long heap) {
    return new Layout(true, 1, 2, heap, heap);
  }

  private static String refusal(Workload work, Layout layout) {
    Preflight preflight = new Preflight(work, layout);
    return String.valueOf(
        catchThrowableOfType(ConfigException.class, preflight::check).getMessage());
  }

  private static long suggested(String option, String message) {
    Matcher matcher = Pattern.compile(option + " ([0-9]+)g").matcher(message);
    assertThat(matcher.find()).as(message).isTrue();
    return GIBIBYTE * Integer.parseInt(matcher.group(1));
  }

  @Test
  void theHeapThatIsSuggestedIsEnoughAndOneGibibyteLessIsNot() {
    for (Workload work : List.of(work(10_000_000, 10, false), work(1000, 1_000_000, false))) {
      long enough = suggested("--driver-memory", refusal(work, local(GIBIBYTE)));
      assertThat(new Preflight(work, local(enough)).check()).contains("the driver needs");
      assertThat(refusal(work, local(enough - GIBIBYTE))).contains("too little memory");
    }
  }

  @Test
  void executorsThatLackMemoryAreNamedWithTheirOption() {
    Workload work = work(50_000_000, 10, false);
    String message = refusal(work, cluster(2, GIBIBYTE, 4 * GIBIBYTE));
    assertThat(message)
        .startsWith("too little memory: each executor needs ")
        .contains(" of a heap of 4.0 GiB: shards ")
        .contains("more executors");
    long enough = suggested("--executor-memory", message);
    assertThat(new Preflight(work, cluster(2, GIBIBYTE, enough)).check())
        .contains("each executor needs");
  }

  @Test
  void moreExecutorsNeedLessEach() {
    Workload work = work(50_000_000, 10, false);
    long two = new MemoryNeeds(work, cluster(2, GIBIBYTE, GIBIBYTE)).executor().total();
    long eight = new MemoryNeeds(work, cluster(8, GIBIBYTE, GIBIBYTE)).executor().total();
    assertThat(eight).isLessThan(two / 3);
  }

  /** Eight executors of two workers each, with a shard and so a sum for each worker. */
  @ParameterizedTest
  @CsvSource({"STAR, 0", "TREE, 4", "SLICED, 2", "AUTO, 2"})
  void executorsHaveRoomForTheSumsThatTheyGatherForOthers(Topology topology, int sums) {
    Workload work = work(100, 1000, 100_000, false, topology);
    Workload star = work(1000, 100_000, false);
    Layout layout = cluster(8, GIBIBYTE, GIBIBYTE);
    long more =
        new MemoryNeeds(work, layout).executor().total()
            - new MemoryNeeds(star, layout).executor().total();
    assertThat((double) more / work.parameterBytes()).isBetween(1.05 * sums, 1.1 * sums);
  }

  @Test
  void examplesTakeTheFloatsThatTheirFeaturesArePackedIn() {
    long rows = 10_000_000;
    long expanded = new MemoryNeeds(work(20, rows, 10, false), local(GIBIBYTE)).driver().total();
    long plain = new MemoryNeeds(work(rows, 10, false), local(GIBIBYTE)).driver().total();
    assertThat(plain - expanded).isGreaterThanOrEqualTo(4 * 80 * rows);
  }

  @Test
  void jobsMayReadShardsFromDisk() {
    assertThat(new Preflight(work(50_000_000, 10, true), local(8 * GIBIBYTE)).check())
        .contains("the driver needs");
    assertThat(refusal(work(50_000_000, 10, false), local(8 * GIBIBYTE)))
        .contains("too little memory");
  }
}
