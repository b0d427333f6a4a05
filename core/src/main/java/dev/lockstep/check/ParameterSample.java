package dev.lockstep.check;

import dev.lockstep.linalg.Randomness;
import dev.lockstep.linalg.Randomness.Purpose;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.ParameterLayout.Tensor;
import dev.lockstep.shard.RowOrder;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which trained parameters are checked: equal numbers of each tensor, as far as it has them, and at
 * least one, drawn by a seed.
 *
 * @param tensors all that are trained
 * @param indices of each tensor, in the flat array, in ascending order
 */
public record ParameterSample(List<Tensor> tensors, List<int[]> indices) {
  /** Multiplications of evaluations in float64 that take a few seconds. */
  private static final double AFFORDABLE = 3e9;

  public ParameterSample {
    tensors = List.copyOf(tensors);
    indices = List.copyOf(indices);
  }

  /** So many parameters of a network, or all if it has no more. */
  public static ParameterSample of(Network network, long most, long seed) {
    List<Tensor> tensors =
        network.parameters().tensors().stream()
            .filter(tensor -> tensor.role().isTrained())
            .toList();
    int[] shares = shares(tensors.stream().mapToInt(t -> t.range().length()).toArray(), most);
    List<int[]> indices =
        IntStream.range(0, shares.length)
            .mapToObj(
                t -> draw(tensors.get(t), shares[t], Randomness.seed(seed, Purpose.CHECK, 0, t)))
            .toList();
    return new ParameterSample(tensors, indices);
  }

  /**
   * As many as can be checked over so many examples in a few seconds, or all if there are fewer.
   */
  public static long affordable(Network network, int examples) {
    double parameters = network.parameters().trained();
    return (long) Math.ceil(Math.min(parameters, AFFORDABLE / (2.0 * examples * parameters)));
  }

  /** What small tensors leave over is for larger ones. */
  private static int[] shares(int[] sizes, long most) {
    int[] shares = new int[sizes.length];
    List<Integer> bySize =
        IntStream.range(0, sizes.length)
            .boxed()
            .sorted(Comparator.comparingInt(t -> sizes[t]))
            .toList();
    long left = most;
    for (int i = 0; i < sizes.length; i++) {
      int t = bySize.get(i);
      shares[t] = (int) Math.max(1, Math.min(sizes[t], left / (sizes.length - i)));
      left -= shares[t];
    }
    return shares;
  }

  private static int[] draw(Tensor tensor, int count, long seed) {
    RowOrder order = RowOrder.shuffled(tensor.range().length(), seed);
    int[] drawn = new int[count];
    for (int i = 0; i < count; i++) {
      drawn[i] = tensor.range().from() + (int) order.at(i);
    }
    Arrays.sort(drawn);
    return drawn;
  }

  /** How many parameters. */
  public int size() {
    return indices.stream().mapToInt(drawn -> drawn.length).sum();
  }
}
