package dev.lockstep.spark.run.prepare;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.nn.Network;
import dev.lockstep.nn.layer.BatchNorm;
import dev.lockstep.nn.layer.BatchNorm.Statistics;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.shard.BatchPlan;
import dev.lockstep.shard.Shuffle;
import dev.lockstep.spark.config.ConfigException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WholePartsTest {
  private static Network network(int width, Statistics... norms) {
    List<Dense> ends = List.of(new Dense(3, width), new Dense(width, 2));
    return new Network(
        3,
        norms.length == 1
            ? List.of(ends.get(0), new BatchNorm(width, norms[0]), ends.get(1))
            : List.of(
                new BatchNorm(3, norms[0]),
                ends.get(0),
                new BatchNorm(width, norms[1]),
                ends.get(1)),
        new SoftmaxCrossEntropy());
  }

  private static void check(Network network, int batch, int shards) {
    WholeParts.check(network, new BatchPlan(1_000_000_000, batch, Shuffle.FULL, 1), shards);
  }

  @Test
  void partsOfSingleExamplesAreRefusedWhereTheyAreNormalizedByThemselves() {
    assertThatThrownBy(() -> check(network(4, Statistics.SHARD), 12, 7))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(
            "found 12 examples for 7 shards with batch_norm, which needs 2 of each shard at least:"
                + " raise it to 14 or more, or lower training.shards to 6");
    assertThatThrownBy(
            () ->
                WholeParts.check(
                    network(4, Statistics.SHARD), new BatchPlan(13, 100, Shuffle.FULL, 1), 7))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("each shard at least: lower training.shards to 6");
    assertThatThrownBy(() -> check(network(4, Statistics.SYNC, Statistics.SHARD), 12, 7))
        .isInstanceOf(ConfigException.class);
    assertThatCode(() -> check(network(4, Statistics.SYNC), 12, 7)).doesNotThrowAnyException();
    assertThatCode(() -> check(network(4, Statistics.SYNC), 2, 7)).doesNotThrowAnyException();
  }

  @Test
  void partsThatFitIntoNoArrayAreRefused() {
    for (Statistics statistics : Statistics.values()) {
      assertThatThrownBy(() -> check(network(1000, statistics), 10_000_000, 2))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("do not fit into an array");
    }
  }
}
