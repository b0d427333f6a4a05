package dev.lockstep.nn;

import dev.lockstep.linalg.Matrix;
import dev.lockstep.linalg.Range;
import dev.lockstep.linalg.Vectors;
import dev.lockstep.nn.layer.Activation;
import dev.lockstep.nn.layer.Stage;
import dev.lockstep.nn.layer.Stages;
import dev.lockstep.nn.layer.Stages.Output;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;

/**
 * What the layers of a network put out for some examples: sums of squares, and how often each unit
 * was where its activation is flat. Every example counts once, whatever its weight. Statistics
 * merge; only the driver divides.
 */
public final class LayerStatistics {
  private final Network network;
  private final List<Output> outputs;
  private final double[] squares;
  private final long[][] flat;
  private long examples;

  /** Of no examples. */
  public LayerStatistics(Network network) {
    this.network = network;
    this.outputs = Stages.outputs(network.layers(), network.inputs());
    this.squares = new double[outputs.size()];
    this.flat = new long[outputs.size()][];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = new long[outputs.get(i).width()];
    }
  }

  /** Adds what the stages hold, row by row, so that the bits do not depend on pieces. */
  void add(Stage[] stages) {
    for (int i = 0; i < stages.length; i++) {
      add(i, stages[i].output());
    }
    examples += stages[0].output().rows();
  }

  private void add(int output, Matrix y) {
    for (int r = 0; r < y.rows(); r++) {
      squares[output] += Vectors.sumOfSquares(y.data(), new Range(y.row(r), y.row(r + 1)));
    }
    if (network.layers().get(layer(output)) instanceof Activation activation) {
      countFlat(activation, y, flat[output]);
    }
  }

  private static void countFlat(Activation activation, Matrix y, long[] counts) {
    for (int r = 0; r < y.rows(); r++) {
      for (int unit = 0; unit < y.columns(); unit++) {
        counts[unit] += activation.isFlat(y.get(r, unit)) ? 1 : 0;
      }
    }
  }

  /** Adds statistics over other examples; gives this. */
  public LayerStatistics add(LayerStatistics other) {
    Vectors.add(other.squares, squares);
    for (int i = 0; i < flat.length; i++) {
      for (int unit = 0; unit < flat[i].length; unit++) {
        flat[i][unit] += other.flat[i][unit];
      }
    }
    examples += other.examples;
    return this;
  }

  /** Whose layers these are. */
  public Network network() {
    return network;
  }

  /** Number of examples. */
  public long examples() {
    return examples;
  }

  /** How many outputs are looked at: of layers, or of layers with the activation after them. */
  public int outputs() {
    return outputs.size();
  }

  /** Index of the layer whose output that one is. */
  public int layer(int output) {
    return outputs.get(output).layer();
  }

  /** Root of the mean square of an output, over examples and units; NaN without examples. */
  public double rootMeanSquare(int output) {
    return Math.sqrt(squares[output] / ((double) examples * outputs.get(output).width()));
  }

  /** Share of an output's units that are flat on at least that share of the examples. */
  public double shareOfFlatUnits(int output, double least) {
    int units = 0;
    for (long count : flat[output]) {
      units += examples > 0 && count >= least * examples ? 1 : 0;
    }
    return (double) units / flat[output].length;
  }

  /** How many bytes statistics of that network take. */
  public static long size(Network network) {
    long size = Long.BYTES;
    for (Output output : Stages.outputs(network.layers(), network.inputs())) {
      size += Double.BYTES + (long) Long.BYTES * output.width();
    }
    return size;
  }

  /** As bytes, which {@link #of} reads. */
  public byte[] bytes() {
    ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(size(network))).putLong(examples);
    for (int i = 0; i < flat.length; i++) {
      out.putDouble(squares[i]);
      for (long count : flat[i]) {
        out.putLong(count);
      }
    }
    return out.array();
  }

  /**
   * Statistics of a network from their bytes.
   *
   * @throws IllegalArgumentException if these are too few or too many
   */
  public static LayerStatistics of(Network network, byte[] bytes) {
    if (bytes.length != size(network)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "statistics of the layers have %d bytes, not %d",
              size(network),
              bytes.length));
    }
    LayerStatistics read = new LayerStatistics(network);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    read.examples = in.getLong();
    for (int i = 0; i < read.flat.length; i++) {
      read.squares[i] = in.getDouble();
      for (int unit = 0; unit < read.flat[i].length; unit++) {
        read.flat[i][unit] = in.getLong();
      }
    }
    return read;
  }
}
