package dev.lockstep.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.linalg.Matrix;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DropoutTest {
  private static final int ROWS = 500;
  private static final int WIDTH = 64;

  /** What becomes of ones. */
  private static float[] mask(double keepProb, int layer, Pass pass, int rows) {
    DropoutStage stage = new DropoutStage(new Dropout(keepProb), layer, rows, WIDTH);
    stage.resize(rows);
    stage.forward(pass, new float[0], ones(rows));
    Matrix y = stage.output();
    return Arrays.copyOfRange(y.data(), y.offset(), y.offset() + y.size());
  }

  private static Matrix ones(int rows) {
    Matrix x = Matrix.zeros(rows, WIDTH);
    Arrays.fill(x.data(), 1f);
    return x;
  }

  private static Pass pass(long seed, int shard, long step, long position) {
    return Pass.training(seed, shard).at(step, position);
  }

  private static double mean(float[] of) {
    double sum = 0;
    for (float each : of) {
      sum += each;
    }
    return sum / of.length;
  }

  private static double variance(float[] of) {
    double mean = mean(of);
    double sum = 0;
    for (float each : of) {
      sum += (each - mean) * (each - mean);
    }
    return sum / of.length;
  }

  /**
   * The mean of n draws of variance v = (1 - p) / p strays by 5 of its deviations at most, and so
   * does their variance, whose own is (m - v^2) / n with the fourth moment m = (1 - p)^4 / p^3 + 1
   * - p.
   */
  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.5, 0.8, 0.999})
  void meanAndVarianceAreThoseOfTheTextbook(double keepProb) {
    float[] mask = mask(keepProb, 1, pass(3, 0, 7, 0), ROWS);
    double variance = (1 - keepProb) / keepProb;
    double stray = 5 * Math.sqrt(variance / mask.length);
    assertThat(mean(mask)).isEqualTo(1, within(stray));
    for (float each : mask) {
      assertThat(each).isIn(0f, (float) (1 / keepProb));
    }
    double dropped = 1 - keepProb;
    double fourth = Math.pow(dropped, 4) / Math.pow(keepProb, 3) + dropped;
    double own = Math.max(0, fourth - variance * variance) / mask.length;
    assertThat(variance(mask)).isEqualTo(variance, within(5 * Math.sqrt(own) + stray * stray));
  }

  /**
   * So does the share of units in which two independent masks agree. Steps are counted on from
   * epoch to epoch, so that the same rows at the same place of another epoch have another mask.
   */
  @Test
  void masksOfOtherSeedsShardsStepsRowsAndLayersAreUncorrelated() {
    float[] mask = mask(0.5, 1, pass(3, 0, 7, 0), ROWS);
    Stream.of(
            mask(0.5, 2, pass(3, 0, 7, 0), ROWS),
            mask(0.5, 1, pass(4, 0, 7, 0), ROWS),
            mask(0.5, 1, pass(3, 1, 7, 0), ROWS),
            mask(0.5, 1, pass(3, 0, 8, 0), ROWS),
            mask(0.5, 1, pass(3, 0, 7 + 100, 0), ROWS),
            mask(0.5, 1, pass(3, 0, 7, ROWS), ROWS))
        .forEach(
            other -> {
              int same = 0;
              for (int i = 0; i < mask.length; i++) {
                same += mask[i] == other[i] ? 1 : 0;
              }
              assertThat((double) same / mask.length)
                  .isEqualTo(0.5, within(2.5 / Math.sqrt(mask.length)));
            });
  }

  @Test
  void columnsAndRowsOfAMaskAreUncorrelated() {
    float[] mask = mask(0.5, 1, pass(3, 0, 7, 0), ROWS);
    for (int distance : new int[] {1, 2, 3, WIDTH, 2 * WIDTH}) {
      int same = 0;
      for (int i = distance; i < mask.length; i++) {
        same += mask[i] == mask[i - distance] ? 1 : 0;
      }
      assertThat((double) same / mask.length).isEqualTo(0.5, within(2.5 / Math.sqrt(mask.length)));
    }
  }

  @Test
  void aRowHasItsMaskInWhateverPieceItComes() {
    float[] whole = mask(0.5, 1, pass(3, 0, 7, 0), ROWS);
    float[] part = mask(0.5, 1, pass(3, 0, 7, 100), 20);
    assertThat(part).isEqualTo(Arrays.copyOfRange(whole, 100 * WIDTH, 120 * WIDTH));
  }

  @Test
  void nothingIsDroppedInEvaluationNorIfAllIsKept() {
    assertThat(mask(0.5, 1, Pass.evaluation(), ROWS)).containsOnly(1f);
    assertThat(mask(1, 1, pass(3, 0, 7, 0), ROWS)).containsOnly(1f);
  }

  @Test
  void backpropagationDropsTheSameUnits() {
    DropoutStage stage = new DropoutStage(new Dropout(0.5), 1, ROWS, WIDTH);
    stage.resize(ROWS);
    stage.forward(pass(3, 0, 7, 0), new float[0], ones(ROWS));
    Arrays.fill(stage.outputGradient().data(), 1f);
    Matrix dx = Matrix.zeros(ROWS, WIDTH);
    stage.backward(pass(3, 0, 7, 0), new float[0], new float[0], ones(ROWS), dx);
    assertThat(dx.data()).isEqualTo(stage.output().data());
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.5, 1.5, Double.NaN})
  void otherProbabilitiesAreRefused(double keepProb) {
    assertThatThrownBy(() -> new Dropout(keepProb))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("keep_prob of dropout must be at least 2^-24 and at most 1, not " + keepProb);
  }
}
