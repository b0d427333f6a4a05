package dev.lockstep.train;

import dev.lockstep.linalg.Range;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.ParameterLayout;
import dev.lockstep.nn.layer.Dense;
import java.util.function.ToDoubleFunction;

/**
 * Calibration of probabilities by one number T, by which all logits are divided so that the mean
 * cross-entropy of examples that were not trained on is least (Guo et al., "On calibration of
 * modern neural networks", 2017). It changes no order, and so neither areas under curves nor which
 * class is the most probable.
 *
 * <p>T is no part of a network: its last layer, which is dense, is divided by it. Whatever computes
 * with these parameters gives calibrated logits.
 */
public final class TemperatureScaling {
  /** The hottest that is tried; its inverse is the coldest. */
  static final double MOST = 20;

  /** How far T can be from the best, as a share of it. */
  static final double PRECISION = 1e-3;

  /** 1 / the golden ratio. */
  private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

  private final Network network;
  private final float[] parameters;
  private final ToDoubleFunction<float[]> loss;

  /**
   * What was found.
   *
   * @param temperature 1 where no other makes the loss less
   * @param lossBefore at temperature 1
   * @param lossAfter at that temperature
   * @param parameters [n] with the last layer divided by it
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  public record Fit(double temperature, double lossBefore, double lossAfter, float[] parameters) {
    /** Whether there might be a better one beyond the hottest or the coldest that is tried. */
    public boolean isAtBound() {
      return Math.abs(Math.log(temperature)) > Math.log(MOST) - 2 * PRECISION;
    }
  }

  private TemperatureScaling(Network network, float[] parameters, ToDoubleFunction<float[]> loss) {
    this.network = network;
    this.parameters = parameters;
    this.loss = loss;
  }

  /**
   * Searches for the temperature by golden sections of its logarithm: as the loss is convex in 1/T,
   * it has one minimum.
   *
   * @param parameters [n], not modified
   * @param loss the mean cross-entropy with parameters, over the same examples each time
   * @throws IllegalArgumentException if the network's last layer is not dense
   */
  public static Fit fit(Network network, float[] parameters, ToDoubleFunction<float[]> loss) {
    return new TemperatureScaling(network, parameters, loss).fit();
  }

  private Fit fit() {
    double before = at(1);
    double from = -Math.log(MOST);
    double to = Math.log(MOST);
    double left = to - GOLDEN * (to - from);
    double right = from + GOLDEN * (to - from);
    double lossLeft = at(Math.exp(left));
    double lossRight = at(Math.exp(right));
    while (to - from > 2 * PRECISION) {
      if (lossLeft < lossRight) {
        to = right;
        right = left;
        lossRight = lossLeft;
        left = to - GOLDEN * (to - from);
        lossLeft = at(Math.exp(left));
      } else {
        from = left;
        left = right;
        lossLeft = lossRight;
        right = from + GOLDEN * (to - from);
        lossRight = at(Math.exp(right));
      }
    }
    double temperature = Math.exp((from + to) / 2);
    double after = at(temperature);
    return after < before
        ? new Fit(temperature, before, after, divided(network, parameters, temperature))
        : new Fit(1, before, before, parameters.clone());
  }

  private double at(double temperature) {
    return loss.applyAsDouble(divided(network, parameters, temperature));
  }

  /** A copy of the parameters with which all logits are those of before divided by a number. */
  static float[] divided(Network network, float[] parameters, double temperature) {
    int last = network.layers().size() - 1;
    if (!(network.layers().get(last) instanceof Dense dense)) {
      throw new IllegalArgumentException(
          "calibration divides a last layer that is dense, not " + network.layers().get(last));
    }
    float[] copy = parameters.clone();
    ParameterLayout layout = network.parameters();
    divide(copy, layout.tensor(last + ".weight").range(), temperature);
    if (dense.bias()) {
      divide(copy, layout.tensor(last + ".bias").range(), temperature);
    }
    return copy;
  }

  private static void divide(float[] values, Range range, double divisor) {
    for (int i = range.from(); i < range.to(); i++) {
      values[i] = (float) (values[i] / divisor);
    }
  }
}
