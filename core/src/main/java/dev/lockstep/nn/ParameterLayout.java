package dev.lockstep.nn;

import dev.lockstep.linalg.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Where each tensor of a network lies in its one flat array of parameters: in the order of the
 * layers, weight before bias, each row-major, named as torch.nn.Sequential names them ("0.weight").
 */
public final class ParameterLayout {
  /**
   * One tensor: name, shape and place in the flat array; a penalised one takes part in L2 and
   * weight decay.
   */
  public record Tensor(String name, List<Integer> shape, Range range, boolean penalised) {
    public Tensor {
      shape = List.copyOf(shape);
    }
  }

  private final List<Tensor> tensors;
  private final int size;

  ParameterLayout(List<Layer> layers) {
    List<Tensor> list = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      if (layers.get(i) instanceof Dense dense) {
        add(list, i + ".weight", List.of(dense.outputs(), dense.inputs()), true);
        if (dense.bias()) {
          add(list, i + ".bias", List.of(dense.outputs()), false);
        }
      }
    }
    tensors = List.copyOf(list);
    size = end(list);
  }

  private static void add(List<Tensor> list, String name, List<Integer> shape, boolean penalised) {
    long length = shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    long end = end(list) + length;
    if (end > Network.MAX_PARAMETERS) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the network has more than %,d parameters: tensor %s alone has %,d; make the layers smaller",
              Network.MAX_PARAMETERS,
              name,
              length));
    }
    list.add(new Tensor(name, shape, new Range(end(list), (int) end), penalised));
  }

  private static int end(List<Tensor> list) {
    return list.isEmpty() ? 0 : list.get(list.size() - 1).range().to();
  }

  /** All tensors, in order. */
  public List<Tensor> tensors() {
    return tensors;
  }

  /** Number of parameters. */
  public int size() {
    return size;
  }

  /**
   * The tensor of that name.
   *
   * @throws IllegalArgumentException listing the names there are
   */
  public Tensor tensor(String name) {
    return tensors.stream()
        .filter(tensor -> tensor.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    String.format(
                        Locale.ROOT,
                        "no tensor '%s' among %s",
                        name,
                        tensors.stream().map(Tensor::name).toList())));
  }

  /** The ranges of the weights, which L2 and weight decay apply to; biases are not among them. */
  public List<Range> penalised() {
    return tensors.stream().filter(Tensor::penalised).map(Tensor::range).toList();
  }
}
