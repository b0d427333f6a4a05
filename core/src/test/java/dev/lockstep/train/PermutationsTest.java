package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.linalg.Range;
import dev.lockstep.metric.MetricSet;
import dev.lockstep.metric.MetricState;
import dev.lockstep.nn.Initializer;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.layer.Tanh;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.shard.RowOrder;
import dev.lockstep.shard.Shard;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PermutationsTest {
  private static final Network NETWORK =
      Network.multilayerPerceptron(
          5, List.of(8), new Tanh(), new Network.Outputs(3, new SoftmaxCrossEntropy()));
  private static final float[] PARAMETERS =
      new Initializer(Initializer.Kind.XAVIER, 1).initialize(NETWORK, 7);
  private static final MetricSet METRICS = MetricSet.multiclass(3);

  /** Two columns, of which the second becomes three inputs, and one that the network ignores. */
  private static final List<Range> COLUMNS =
      List.of(new Range(0, 1), new Range(1, 4), new Range(4, 5));

  private static MetricState state(Shard shard) {
    return new ShardEvaluation(NETWORK, METRICS).state(PARAMETERS, shard);
  }

  /** A shard whose rows have been given the inputs of others, one number after the other. */
  private static Shard permuted(List<float[]> rows, Range inputs, RowOrder order) {
    List<float[]> changed = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      float[] row = rows.get(i).clone();
      for (int j = inputs.from(); j < inputs.to(); j++) {
        row[j] = rows.get((int) order.at(i))[j];
      }
      changed.add(row);
    }
    return Shards.of(0, 5, changed);
  }

  @Property(tries = 50)
  void inputsOfOtherRowsCountAsIfTheTableHadThem(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 3000) int n,
      @ForAll @IntRange(max = 2) int column) {
    List<float[]> rows = Shards.randomRows(n, 5, 3, seed);
    RowOrder order = RowOrder.shuffled(n, seed);
    Range inputs = COLUMNS.get(column);
    MetricState state =
        new ShardEvaluation(NETWORK, METRICS)
            .state(PARAMETERS, Shards.of(0, 5, rows), inputs, order);
    assertThat(METRICS.report(state))
        .isEqualTo(METRICS.report(state(permuted(rows, inputs, order))));
  }

  @Test
  void everyColumnRepeatAndShardHasAPermutationOfItsOwn() {
    List<float[]> rows = Shards.randomRows(500, 5, 3, 4);
    Permutations permutations = new Permutations(COLUMNS, 4, 1);
    assertThat(permutations.evaluations()).isEqualTo(13);
    Set<Object> losses = new HashSet<>();
    for (int shard = 0; shard < 2; shard++) {
      List<MetricState> states = states(permutations, Shards.of(shard, 5, rows));
      assertThat(METRICS.report(states.get(0)))
          .isEqualTo(METRICS.report(state(Shards.of(shard, 5, rows))));
      states.forEach(state -> losses.add(METRICS.report(state).values().get("loss")));
    }
    // What is not permuted is the same in both shards.
    assertThat(losses).hasSize(25);
  }

  private static List<MetricState> states(Permutations permutations, Shard shard) {
    return permutations.states(new ShardEvaluation(NETWORK, METRICS), PARAMETERS, shard);
  }

  @Test
  void theSeedDecides() {
    Shard shard = Shards.of(0, 5, Shards.randomRows(100, 5, 3, 4));
    Object first = METRICS.report(states(new Permutations(COLUMNS, 1, 1), shard).get(2));
    assertThat(METRICS.report(states(new Permutations(COLUMNS, 1, 1), shard).get(2)))
        .isEqualTo(first);
    assertThat(METRICS.report(states(new Permutations(COLUMNS, 1, 2), shard).get(2)))
        .isNotEqualTo(first);
  }

  @Test
  void aShardOfNoRowsHasStatesOfNothing() {
    List<MetricState> states = states(new Permutations(COLUMNS, 2, 1), Shards.of(0, 5, List.of()));
    assertThat(states).hasSize(7);
    assertThat(METRICS.report(states.get(6))).isEqualTo(METRICS.report(METRICS.newState()));
  }

  @Test
  void noRepeatIsRefused() {
    assertThatThrownBy(() -> new Permutations(COLUMNS, 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not 0");
  }
}
