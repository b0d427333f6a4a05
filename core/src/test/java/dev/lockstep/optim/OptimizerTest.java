package dev.lockstep.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lockstep.linalg.Range;
import dev.lockstep.optim.schedule.ConstantRate;
import dev.lockstep.optim.schedule.InverseTimeRate;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the golden trajectories do not show. */
class OptimizerTest {
  private static final Adam ADAM = new Adam(0.9, 0.999, 1e-8);

  static Stream<Optimizer> optimizers() {
    return Stream.of(
        new Sgd(),
        new Momentum(0.9, false),
        new Momentum(0.9, true),
        new Nesterov(0.9),
        new RmsProp(0.9, 1e-8),
        ADAM,
        new AdamW(ADAM, 0.1, List.of()));
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void aZeroGradientFromTheBeginningMovesNothing(Optimizer optimizer) {
    float[] w = {1f, -2f, 3f};
    OptimizerState state = optimizer.init(3);
    for (int i = 0; i < 5; i++) {
      optimizer.step(w, new float[3], state, 0.1);
    }
    assertThat(w).containsExactly(1f, -2f, 3f);
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void stepsAreCountedAndTheGradientIsNotModified(Optimizer optimizer) {
    float[] g = {1f, -1f};
    OptimizerState state = optimizer.init(2);
    assertThat(state.moments())
        .hasDimensions(optimizer.moments(), optimizer.moments() == 0 ? 0 : 2);
    optimizer.step(new float[2], g, state, 0.1);
    optimizer.step(new float[2], g, state, 0.1);
    assertThat(state.steps()).isEqualTo(2);
    assertThat(g).containsExactly(1f, -1f);
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void aRestoredStateContinuesWithTheSameBits(Optimizer optimizer) {
    float[] w = {1f, -2f, 3f};
    float[] g = {0.5f, 0.25f, -4f};
    OptimizerState state = optimizer.init(3);
    optimizer.step(w, g, state, 0.1);
    OptimizerState restored = optimizer.init(3);
    for (int i = 0; i < optimizer.moments(); i++) {
      System.arraycopy(state.moments()[i], 0, restored.moments()[i], 0, 3);
    }
    restored.steps(state.steps());
    float[] again = w.clone();
    optimizer.step(w, g, state, 0.1);
    optimizer.step(again, g, restored, 0.1);
    assertThat(again).isEqualTo(w);
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void everyParameterIsUpdatedByItself(Optimizer optimizer) {
    float[] together = {1f, -2f, 3f, 4f, 5f};
    float[] alone = {3f};
    OptimizerState state = optimizer.init(5);
    OptimizerState one = optimizer.init(1);
    for (int i = 1; i <= 4; i++) {
      optimizer.step(together, new float[] {0, 7, 0.5f * i, -i, i}, state, 0.1);
      optimizer.step(alone, new float[] {0.5f * i}, one, 0.1);
    }
    // The vectorized loop and its tail round alike.
    assertThat(together[2]).isEqualTo(alone[0]);
    assertThat(together[0]).isEqualTo(1f);
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void aNanInTheGradientReachesTheParameter(Optimizer optimizer) {
    float[] w = {1f, 1f};
    optimizer.step(w, new float[] {Float.NaN, 1f}, optimizer.init(2), 0.1);
    assertThat(w[0]).isNaN();
    assertThat(w[1]).isNotNaN();
  }

  @Test
  void decayAppliesToItsRangesOnly() {
    float[] decayed = {1f, 2f, 3f, 4f};
    float[] plain = decayed.clone();
    AdamW adamW = new AdamW(ADAM, 0.5, List.of(new Range(1, 2), new Range(3, 4)));
    float[] g = {0f, 0f, 1f, 1f};
    adamW.step(decayed, g, adamW.init(4), 0.1);
    ADAM.step(plain, g, ADAM.init(4), 0.1);
    assertThat(decayed[0]).isEqualTo(plain[0]);
    assertThat(decayed[2]).isEqualTo(plain[2]);
    // w (1 - a decay) before Adam's own update.
    assertThat(decayed[1]).isEqualTo(2f * 0.95f);
    assertThat(decayed[3]).isCloseTo(plain[3] - 4f * 0.05f, Offset.offset(1e-6f));
  }

  /** Where the golden trajectories have an epsilon too small to tell. */
  @Test
  void epsilonIsAddedToTheRootNotToTheSquare() {
    RmsProp rmsProp = new RmsProp(0.75, 0.5);
    float[] w = {0f};
    rmsProp.step(w, new float[] {2f}, rmsProp.init(1), 0.1);
    // s = (1 - 0.75) 2^2 = 1
    assertThat(w[0]).isCloseTo((float) (-0.1 * 2 / (1 + 0.5)), Offset.offset(1e-7f));
  }

  /** The first corrected average is the gradient itself. */
  @Test
  void biasCorrectionMakesTheFirstStepThatOfGradientDescent() {
    float[] corrected = {1f};
    float[] plain = {1f};
    Momentum momentum = new Momentum(0.9, true);
    momentum.step(corrected, new float[] {2f}, momentum.init(1), 0.1);
    new Sgd().step(plain, new float[] {2f}, new Sgd().init(1), 0.1);
    assertThat(corrected[0]).isCloseTo(plain[0], Offset.offset(1e-7f));
  }

  static Stream<Arguments> wrongHyperparameters() {
    double nan = Double.NaN;
    double infinity = Double.POSITIVE_INFINITY;
    return Stream.of(
        refused(() -> new Momentum(1, true), "beta must lie in [0, 1), not 1.0"),
        refused(() -> new Momentum(nan, true), "beta must lie in [0, 1), not NaN"),
        refused(() -> new Nesterov(-0.1), "beta must lie in [0, 1), not -0.1"),
        refused(() -> new RmsProp(1.5, 1e-8), "beta must lie in [0, 1), not 1.5"),
        refused(() -> new Adam(1, 0.9, 1e-8), "beta1 must lie in [0, 1), not 1.0"),
        refused(() -> new Adam(0.9, 1, 1e-8), "beta2 must lie in [0, 1), not 1.0"),
        refused(() -> new RmsProp(0.9, 0), "epsilon must be positive", "not 0.0"),
        refused(() -> new Adam(0.9, 0.9, -1), "epsilon must be positive", "not -1.0"),
        refused(() -> new Adam(0.9, 0.9, nan), "epsilon must be positive", "not NaN"),
        refused(() -> new Adam(0.9, 0.9, infinity), "epsilon must be positive", "not Infinity"),
        refused(() -> new AdamW(ADAM, -1, List.of()), "weight_decay must be at least 0, not -1.0"),
        refused(() -> new AdamW(ADAM, nan, List.of()), "weight_decay must be at least 0, not NaN"),
        refused(() -> new Regularization(-1, List.of()), "lambda must be at least 0, not -1.0"),
        refused(
            () -> new Regularization(infinity, List.of()),
            "lambda must be at least 0, not Infinity"),
        refused(
            () -> new GradientClip(0, 1),
            "clipping limits must be positive, not value 0.0 and norm 1.0"),
        refused(
            () -> new GradientClip(1, nan),
            "clipping limits must be positive, not value 1.0 and norm NaN"),
        refused(() -> new ConstantRate(0), "a learning rate must be positive, not 0.0"),
        refused(() -> new InverseTimeRate(nan, 1), "a learning rate must be positive, not NaN"),
        refused(() -> new InverseTimeRate(1, -1), "decay must be at least 0, not -1.0"));
  }

  private static Arguments refused(ThrowingCallable construction, String... message) {
    return Arguments.of(construction, List.of(message));
  }

  @ParameterizedTest
  @MethodSource("wrongHyperparameters")
  void wrongHyperparametersAreRefused(ThrowingCallable construction, List<String> message) {
    assertThatIllegalArgumentException()
        .isThrownBy(construction)
        .withMessageContainingAll(message.toArray(new String[0]));
  }

  /** An epsilon that is 0 in float32 would divide 0 by 0 where a gradient is 0. */
  @ParameterizedTest
  @ValueSource(doubles = {1e-46, 1e-300})
  void anEpsilonThatVanishesInFloat32IsRefused(double epsilon) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Adam(0.9, 0.999, epsilon))
        .withMessageContaining("not " + epsilon);
    assertThatIllegalArgumentException().isThrownBy(() -> new RmsProp(0.9, epsilon));
  }

  @Test
  void theLimitsThemselvesAreAllowed() {
    assertThat(new Momentum(0, false).moments()).isEqualTo(1);
    assertThat(new AdamW(ADAM, 0, List.of()).moments()).isEqualTo(2);
    assertThat(new InverseTimeRate(0.1, 0).at(5, 5)).isEqualTo(0.1);
  }
}
