package dev.lockstep.model;

import dev.lockstep.linalg.Range;
import dev.lockstep.nn.ParameterLayout;
import java.util.List;
import java.util.Locale;

/** A tensor of a safetensors file: name, shape, and its row-major place in an array. */
public final class NamedTensor {
  private final String name;
  private final List<Integer> shape;
  private final float[] data;
  private final Range range;

  /**
   * Over a range of an array, which is shared, not copied.
   *
   * @throws IllegalArgumentException naming both sides if the range has not as many elements as the
   *     shape, or exceeds the array
   */
  public NamedTensor(String name, List<Integer> shape, float[] data, Range range) {
    this.name = name;
    this.shape = List.copyOf(shape);
    this.data = data;
    this.range = range;
    if (elements(shape) != range.length() || range.to() > data.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the tensor %s of shape %s has %d elements; it is given %d of an array of %d",
              name,
              shape,
              elements(shape),
              range.length(),
              data.length));
    }
  }

  /** Over a whole array. */
  public NamedTensor(String name, List<Integer> shape, float[] data) {
    this(name, shape, data, new Range(0, data.length));
  }

  /** The tensors of a network, in order, over its flat parameters [layout size]. */
  public static List<NamedTensor> of(ParameterLayout layout, float[] parameters) {
    return layout.tensors().stream()
        .map(tensor -> new NamedTensor(tensor.name(), tensor.shape(), parameters, tensor.range()))
        .toList();
  }

  /** Product of a shape, 1 for a scalar; throws ArithmeticException beyond 2^63. */
  static long elements(List<Integer> shape) {
    long elements = 1;
    for (int size : shape) {
      elements = Math.multiplyExact(elements, (long) size);
    }
    return elements;
  }

  public String name() {
    return name;
  }

  public List<Integer> shape() {
    return shape;
  }

  /** The live array that holds the elements, among others. */
  public float[] data() {
    return data;
  }

  /** Where the elements lie in {@link #data()}. */
  public Range range() {
    return range;
  }

  @Override
  public String toString() {
    return name + shape;
  }
}
