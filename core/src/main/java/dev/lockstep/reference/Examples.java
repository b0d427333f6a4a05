package dev.lockstep.reference;

import dev.lockstep.linalg.Matrix;
import dev.lockstep.nn.Workspace;
import dev.lockstep.shard.Shard;
import java.util.Arrays;
import java.util.List;

/** Examples by rows: x [n, inputs], y [n, targets], w [n]. */
@SuppressWarnings("ArrayRecordComponent") // Examples are never compared.
public record Examples(float[][] x, float[][] y, float[] w) {
  /** The first rows of those shards, unpacked, in their order, but at most so many. */
  public static Examples of(List<Shard> shards, int most) {
    int n = (int) Math.min(most, shards.stream().mapToLong(Shard::rows).sum());
    Examples examples = new Examples(new float[n][], new float[n][], new float[n]);
    int next = 0;
    for (Shard shard : shards) {
      for (long row = 0; row < shard.rows() && next < n; row++) {
        examples.set(next, shard, row);
        next++;
      }
    }
    return examples;
  }

  private void set(int r, Shard shard, long row) {
    int rows = shard.format().blockRows();
    float[] block = shard.blocks()[(int) (row / rows)];
    int from = (int) (row % rows) * shard.format().width();
    int target = from + shard.format().features();
    int weight = target + shard.format().targets();
    x[r] = new float[shard.format().expansion().width()];
    shard.format().expansion().expand(block, from, x[r], 0);
    y[r] = Arrays.copyOfRange(block, target, weight);
    w[r] = block[weight];
  }

  /** Number of examples. */
  public int rows() {
    return w.length;
  }

  /** The sum of w. */
  public double weight() {
    double sum = 0;
    for (float each : w) {
      sum += each;
    }
    return sum;
  }

  /**
   * The same with each weight multiplied by that of the example's class.
   *
   * @param byClass one for each value of the target; none to change nothing
   */
  public Examples weighted(float[] byClass) {
    float[] weights = w.clone();
    for (int r = 0; r < weights.length && byClass.length > 0; r++) {
      weights[r] *= byClass[(int) y[r][0]];
    }
    return new Examples(x, y, weights);
  }

  /** Copies the examples into a workspace, which is resized to them. */
  public Workspace into(Workspace workspace) {
    workspace.resize(rows());
    for (int r = 0; r < rows(); r++) {
      copy(x[r], workspace.features(), r);
      copy(y[r], workspace.targets(), r);
      workspace.weights().set(r, 0, w[r]);
    }
    return workspace;
  }

  private static void copy(float[] row, Matrix to, int r) {
    System.arraycopy(row, 0, to.data(), to.row(r), row.length);
  }
}
