package dev.lockstep.train;

import dev.lockstep.linalg.Randomness;
import dev.lockstep.linalg.Randomness.Purpose;
import dev.lockstep.linalg.Range;
import dev.lockstep.metric.MetricState;
import dev.lockstep.shard.RowOrder;
import dev.lockstep.shard.Shard;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What a network is asked to tell how much it goes by each column of a table (Breiman, "Random
 * forests", 2001): how good it is, and how good where the values of a column are permuted among the
 * rows of each shard, column by column, each so many times.
 *
 * @param columns the inputs that each column becomes
 * @param repeats permutations of each column
 * @param seed decides each permutation, with the column, the repeat and the shard
 */
public record Permutations(List<Range> columns, int repeats, long seed) implements Serializable {
  public Permutations {
    columns = List.copyOf(columns);
    if (repeats < 1) {
      throw new IllegalArgumentException("a column is permuted at least once, not " + repeats);
    }
  }

  /** How many evaluations that takes. */
  public int evaluations() {
    return Math.addExact(1, Math.multiplyExact(columns.size(), repeats));
  }

  /** The place among the evaluations of a column's repeat; at 0 nothing is permuted. */
  public int place(int column, int repeat) {
    return 1 + column * repeats + repeat;
  }

  /** The metric states over a shard's rows, one for each evaluation. */
  public List<MetricState> states(ShardEvaluation evaluation, float[] parameters, Shard shard) {
    List<MetricState> states = new ArrayList<>(evaluations());
    states.add(evaluation.state(parameters, shard));
    for (int column = 0; column < columns.size(); column++) {
      for (int repeat = 0; repeat < repeats; repeat++) {
        RowOrder order = order(column, repeat, shard);
        states.add(evaluation.state(parameters, shard, columns.get(column), order));
      }
    }
    return states;
  }

  private RowOrder order(int column, int repeat, Shard shard) {
    long draw = (long) column << Integer.SIZE | repeat;
    long drawn = Randomness.seed(seed, Purpose.PERMUTATION, draw, shard.number());
    return RowOrder.shuffled(shard.rows(), drawn);
  }
}
