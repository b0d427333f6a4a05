package dev.lockstep.nn;

import dev.lockstep.linalg.Range;
import dev.lockstep.nn.layer.BatchNorm;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.layer.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * Where each tensor of a network lies in its one flat array: first what is trained, in the order of
 * the layers, weight before bias, then buffers, in that order too; each row-major, named as
 * torch.nn.Sequential names them ("0.weight").
 */
public final class ParameterLayout {
  /** What a tensor is for. */
  public enum Role {
    WEIGHT(true),
    BIAS(true),
    GAMMA(true),
    BETA(true),
    RUNNING_MEAN(false),
    RUNNING_VARIANCE(false),
    /** How many mini-batches running statistics have followed: a count, kept as a float. */
    BATCHES(false);

    private final boolean trained;

    Role(boolean trained) {
      this.trained = trained;
    }

    /** Whether gradients move it; a buffer follows what mini-batches measure instead. */
    public boolean isTrained() {
      return trained;
    }

    /** Whether penalties and weight decay apply to it. */
    public boolean isPenalised() {
      return this == WEIGHT;
    }
  }

  /** One tensor: name, role, shape and place in the flat array. */
  public record Tensor(String name, Role role, List<Integer> shape, Range range) {
    public Tensor {
      shape = List.copyOf(shape);
    }
  }

  /** A tensor of a layer that has no place yet. */
  record Part(String name, Role role, List<Integer> shape) {}

  private final List<Tensor> tensors;
  private final int size;
  private final int trained;

  /** Of the parts of all layers, in their order. */
  ParameterLayout(List<Part> parts) {
    List<Tensor> list = new ArrayList<>();
    parts.stream().filter(part -> part.role().isTrained()).forEach(part -> add(list, part));
    trained = end(list);
    parts.stream().filter(part -> !part.role().isTrained()).forEach(part -> add(list, part));
    tensors = List.copyOf(list);
    size = end(list);
  }

  /** Of those layers. */
  static ParameterLayout of(List<Layer> layers) {
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      parts.addAll(parts(i + ".", layers.get(i)));
    }
    return new ParameterLayout(parts);
  }

  private static List<Part> parts(String prefix, Layer layer) {
    if (layer instanceof Dense dense) {
      List<Integer> shape = List.of(dense.outputs(), dense.inputs());
      Part weight = new Part(prefix + "weight", Role.WEIGHT, shape);
      return dense.bias()
          ? List.of(weight, new Part(prefix + "bias", Role.BIAS, List.of(dense.outputs())))
          : List.of(weight);
    }
    if (layer instanceof BatchNorm norm) {
      List<Integer> shape = List.of(norm.width());
      return List.of(
          new Part(prefix + "weight", Role.GAMMA, shape),
          new Part(prefix + "bias", Role.BETA, shape),
          new Part(prefix + "running_mean", Role.RUNNING_MEAN, shape),
          new Part(prefix + "running_var", Role.RUNNING_VARIANCE, shape),
          new Part(prefix + "num_batches_tracked", Role.BATCHES, List.of()));
    }
    return List.of();
  }

  private static void add(List<Tensor> list, Part part) {
    long length =
        part.shape().stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    long end = end(list) + length;
    if (end > Network.MAX_PARAMETERS) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the network has more than %,d parameters: tensor %s alone has %,d; make the layers smaller",
              Network.MAX_PARAMETERS,
              part.name(),
              length));
    }
    Range range = new Range(end(list), (int) end);
    list.add(new Tensor(part.name(), part.role(), part.shape(), range));
  }

  private static int end(List<Tensor> list) {
    return list.isEmpty() ? 0 : list.get(list.size() - 1).range().to();
  }

  /** All tensors, in order. */
  public List<Tensor> tensors() {
    return tensors;
  }

  /** Number of values: trained parameters, and buffers after them. */
  public int size() {
    return size;
  }

  /** Number of trained parameters. */
  public int trained() {
    return trained;
  }

  /** Number of values that are not trained. */
  public int buffers() {
    return size - trained;
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

  /** The ranges of the tensors whose role is such. */
  public List<Range> ranges(Predicate<Role> which) {
    return tensors.stream().filter(tensor -> which.test(tensor.role())).map(Tensor::range).toList();
  }
}
