package dev.lockstep.spark.config;

import dev.lockstep.linalg.Range;
import dev.lockstep.nn.ParameterLayout;
import dev.lockstep.nn.ParameterLayout.Role;
import dev.lockstep.optim.GradientClip;
import dev.lockstep.optim.Regularization;
import dev.lockstep.optim.Regularization.Penalty;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What keeps weights small and gradients bounded.
 *
 * @param l2 lambda of the penalty on squares: one for all dense layers, or one for each; 0 for none
 * @param l1 the same of the penalty on absolute values
 */
public record RegularizationConfig(List<Double> l2, List<Double> l1, GradientClip clip) {
  public RegularizationConfig {
    l2 = List.copyOf(l2);
    l1 = List.copyOf(l1);
  }

  /**
   * The penalty on the weights of a network.
   *
   * @throws ConfigException if there are neither one lambda nor one for each dense layer
   */
  public Regularization create(ParameterLayout layout) {
    List<Range> weights = layout.ranges(Role::isPenalised);
    return new Regularization(
        penalties("regularization.l2", l2, weights), penalties("regularization.l1", l1, weights));
  }

  private static List<Penalty> penalties(String key, List<Double> lambdas, List<Range> weights) {
    if (lambdas.size() == 1) {
      return List.of(new Penalty(lambdas.get(0), weights));
    }
    if (lambdas.size() != weights.size()) {
      throw new ConfigException(List.of(key + ": " + misfit(lambdas.size(), weights.size())));
    }
    List<Penalty> penalties = new ArrayList<>();
    for (int i = 0; i < lambdas.size(); i++) {
      penalties.add(new Penalty(lambdas.get(i), List.of(weights.get(i))));
    }
    return penalties;
  }

  /** What to say of a wrong number of lambdas. */
  public static String misfit(int lambdas, int layers) {
    return String.format(
        Locale.ROOT,
        "found %d numbers for %d dense layers, the output layer included; allowed: one, or one for"
            + " each",
        lambdas,
        layers);
  }
}
