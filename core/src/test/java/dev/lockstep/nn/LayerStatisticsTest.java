package dev.lockstep.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.linalg.BlasBackend;
import dev.lockstep.linalg.Matrix;
import dev.lockstep.nn.layer.Activation;
import dev.lockstep.nn.layer.BatchNorm;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.layer.Dropout;
import dev.lockstep.nn.layer.LeakyRelu;
import dev.lockstep.nn.layer.Pass;
import dev.lockstep.nn.layer.Relu;
import dev.lockstep.nn.layer.Sigmoid;
import dev.lockstep.nn.layer.Tanh;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.reference.TextbookActivation;
import dev.lockstep.reference.TextbookNetwork;
import dev.lockstep.testing.Closeness;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the layers of a network put out, beside what a textbook says. */
final class LayerStatisticsTest {
  private static final int INPUTS = 4;
  private static final int ROWS = 40;

  /** All kinds of stages: fused and alone, in training unlike in evaluation. */
  private static final Network NETWORK =
      new Network(
          INPUTS,
          List.of(
              new Dense(INPUTS, 6),
              new Relu(),
              new Dropout(0.7),
              new Dense(6, 7),
              new Tanh(),
              new Dense(7, 5, false),
              new BatchNorm(5),
              new Sigmoid(),
              new LeakyRelu(0.1f),
              new Dense(5, 3)),
          new SoftmaxCrossEntropy());

  private static float[] parameters(double scale) {
    float[] parameters = new Initializer(Initializer.Kind.NORMAL, scale).initialize(NETWORK, 11);
    // Gamma is 1 to begin with, and saturates no sigmoid.
    var gamma = NETWORK.parameters().tensor("6.weight").range();
    for (int i = gamma.from(); i < gamma.to(); i++) {
      parameters[i] = i == gamma.from() ? 1 : 400;
    }
    return parameters;
  }

  private static float[][] rows(int count) {
    Random random = new Random(5);
    float[][] rows = new float[count][INPUTS];
    for (float[] row : rows) {
      for (int j = 0; j < INPUTS; j++) {
        row[j] = (float) random.nextGaussian();
      }
    }
    return rows;
  }

  private static LayerStatistics observe(float[] parameters, float[][] rows) {
    Workspace workspace = new Workspace(NETWORK, BlasBackend.AUTO.load(), rows.length);
    Matrix features = workspace.resize(rows.length).features();
    for (int r = 0; r < rows.length; r++) {
      System.arraycopy(rows[r], 0, features.data(), features.row(r), INPUTS);
    }
    LayerStatistics statistics = new LayerStatistics(NETWORK);
    new Backprop(NETWORK).observe(Pass.training(0, 0).at(0, 0), parameters, workspace, statistics);
    return statistics;
  }

  @Test
  void eachStageIsKnownByTheLastLayerThatItComputes() {
    LayerStatistics statistics = observe(parameters(1), rows(ROWS));
    assertThat(statistics.examples()).isEqualTo(ROWS);
    int[] layers = new int[statistics.outputs()];
    for (int i = 0; i < layers.length; i++) {
      layers[i] = statistics.layer(i);
    }
    assertThat(layers).containsExactly(1, 2, 4, 5, 7, 8, 9);
  }

  @Test
  void rootMeanSquaresAndFlatUnitsAreThoseOfTheTextbook() {
    float[] parameters = parameters(3);
    float[][] rows = rows(ROWS);
    LayerStatistics statistics = observe(parameters, rows);
    double[][][] outputs = new TextbookNetwork(NETWORK).outputs(Closeness.widen(parameters), rows);
    for (int i = 0; i < statistics.outputs(); i++) {
      int layer = statistics.layer(i);
      double expected = rootMeanSquare(outputs[layer]);
      // Sums of up to 7 float32 products, in five layers of slopes up to 400.
      assertThat(statistics.rootMeanSquare(i)).isCloseTo(expected, within(1e-4 * expected));
      double[][] before = layer == 0 ? outputs[0] : outputs[layer - 1];
      for (double least : new double[] {0.5, 0.9, 1}) {
        assertThat(statistics.shareOfFlatUnits(i, least))
            .as("layer %d, flat on %s", layer, least)
            .isEqualTo(flatUnits(NETWORK.layers().get(layer), before, least));
      }
    }
    // The weights are large: otherwise nothing would have been counted.
    assertThat(statistics.shareOfFlatUnits(2, 0.5)).isPositive();
    assertThat(statistics.shareOfFlatUnits(4, 0.9)).isPositive().isLessThan(1);
  }

  private static double rootMeanSquare(double[][] values) {
    double squares = 0;
    int count = 0;
    for (double[] row : values) {
      for (double value : row) {
        squares += value * value;
        count++;
      }
    }
    return Math.sqrt(squares / count);
  }

  /** z: the input of the layer. */
  private static double flatUnits(Object layer, double[][] z, double least) {
    if (!(layer instanceof Activation f)) {
      return 0;
    }
    double steepest = new TextbookActivation(f).derivative(f instanceof Relu ? 1 : 0);
    int units = 0;
    for (int unit = 0; unit < z[0].length; unit++) {
      int flat = 0;
      for (double[] row : z) {
        flat += new TextbookActivation(f).derivative(row[unit]) < 0.01 * steepest ? 1 : 0;
      }
      units += flat >= least * z.length ? 1 : 0;
    }
    return (double) units / z[0].length;
  }

  @ParameterizedTest
  @CsvSource({
    "0.9949, false",
    "0.9950, true",
    "-0.9949, false",
    "-0.9950, true",
    "1, true",
    "0, false"
  })
  void tanhIsFlatWhereItsSlopeIsBelowAHundredth(float y, boolean flat) {
    assertThat(new Tanh().isFlat(y)).isEqualTo(flat);
  }

  @ParameterizedTest
  @CsvSource({"0.9974, false", "0.9975, true", "0.0026, false", "0.0025, true", "0.5, false"})
  void theSigmoidIsFlatWhereItsSlopeIsBelowAHundredthOfAQuarter(float y, boolean flat) {
    assertThat(new Sigmoid().isFlat(y)).isEqualTo(flat);
  }

  @Test
  void statisticsOverOtherExamplesAddUp() {
    float[] parameters = parameters(1);
    LayerStatistics one = observe(parameters, rows(ROWS));
    LayerStatistics sum = observe(parameters, rows(ROWS)).add(observe(parameters, rows(ROWS)));
    assertThat(sum.examples()).isEqualTo(2 * ROWS);
    for (int i = 0; i < one.outputs(); i++) {
      assertThat(sum.rootMeanSquare(i)).isEqualTo(one.rootMeanSquare(i));
      assertThat(sum.shareOfFlatUnits(i, 0.9)).isEqualTo(one.shareOfFlatUnits(i, 0.9));
    }
  }

  @Test
  void bytesKeepEveryBit() {
    LayerStatistics statistics = observe(parameters(3), rows(ROWS));
    byte[] bytes = statistics.bytes();
    assertThat(bytes).hasSize((int) LayerStatistics.size(NETWORK));
    LayerStatistics read = LayerStatistics.of(NETWORK, bytes);
    assertThat(read.bytes()).isEqualTo(bytes);
    assertThat(read.examples()).isEqualTo(ROWS);
    assertThat(read.rootMeanSquare(3)).isEqualTo(statistics.rootMeanSquare(3));
  }

  @Test
  void bytesOfAnotherLengthAreRefused() {
    // 8 bytes of examples; for 7 outputs 8 of a sum, and 8 for each of 6 + 6 + 7 + 5 + 5 + 5 + 3.
    assertThatThrownBy(() -> LayerStatistics.of(NETWORK, new byte[10]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("statistics of the layers have 360 bytes, not 10");
  }

  @Test
  void noExamplesHaveNoFigures() {
    LayerStatistics none = new LayerStatistics(NETWORK);
    assertThat(none.rootMeanSquare(0)).isNaN();
    assertThat(none.shareOfFlatUnits(0, 1)).isZero();
  }
}
