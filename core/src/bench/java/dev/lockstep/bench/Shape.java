package dev.lockstep.bench;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The widths of a network of dense layers, from its features to its outputs, written {@code
 * 28-128-64-2}.
 */
public record Shape(List<Integer> widths) {
  public Shape {
    widths = List.copyOf(widths);
    if (widths.size() < 2) {
      throw new IllegalArgumentException("a shape has at least two widths, found " + widths);
    }
  }

  public static Shape parse(String text) {
    return new Shape(Arrays.stream(text.split("-")).map(Integer::valueOf).toList());
  }

  /** How many dense layers there are. */
  public int layers() {
    return widths.size() - 1;
  }

  /** The inputs of a dense layer, counted from 0. */
  public int in(int layer) {
    return widths.get(layer);
  }

  /** The outputs of a dense layer, counted from 0. */
  public int out(int layer) {
    return widths.get(layer + 1);
  }

  public int features() {
    return in(0);
  }

  public int classes() {
    return out(layers() - 1);
  }

  @Override
  public String toString() {
    return widths.stream().map(String::valueOf).collect(Collectors.joining("-"));
  }
}
