package dev.lockstep.check;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** Parameters and the differences that gradients are compared with. Never compared themselves. */
@SuppressWarnings("ArrayRecordComponent")
record CheckedParameters(int[] indices, double[] differences) {
  private static final Comparison NOTHING = new Comparison(0, 0, GradientVerdict.UNKNOWN);

  /** Those of the parameters at which there is a difference. */
  static CheckedParameters of(int[] indices, Differences differences) {
    OptionalDouble[] found =
        Arrays.stream(indices).mapToObj(differences::at).toArray(OptionalDouble[]::new);
    int[] smooth = IntStream.range(0, found.length).filter(i -> found[i].isPresent()).toArray();
    return new CheckedParameters(
        Arrays.stream(smooth).map(i -> indices[i]).toArray(),
        Arrays.stream(smooth).mapToDouble(i -> found[i].getAsDouble()).toArray());
  }

  /** Those of all parts. */
  static CheckedParameters all(List<CheckedParameters> parts) {
    return new CheckedParameters(
        parts.stream().flatMapToInt(part -> Arrays.stream(part.indices)).toArray(),
        parts.stream().flatMapToDouble(part -> Arrays.stream(part.differences)).toArray());
  }

  int size() {
    return indices.length;
  }

  /** The norm of the differences. */
  double norm() {
    return Math.sqrt(Arrays.stream(differences).map(d -> d * d).sum());
  }

  Comparison float64(double[] gradient, Rounding rounding) {
    Norms norms = Norms.of(gradient, indices, differences);
    return size() == 0 ? NOTHING : Comparison.ofFloat64(norms, rounding.ofDifferences(size()));
  }

  /** all: the norm of the differences of all tensors. */
  Comparison float32(double[] gradient, Rounding rounding, double all) {
    Norms norms = Norms.of(gradient, indices, differences);
    return size() == 0
        ? NOTHING
        : Comparison.ofFloat32(norms, rounding.ofFloat32(size(), norm(), all));
  }
}
