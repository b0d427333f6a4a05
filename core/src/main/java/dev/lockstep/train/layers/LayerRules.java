package dev.lockstep.train.layers;

import dev.lockstep.nn.layer.Activation;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.train.layers.LayerFigures.OutputFigures;
import dev.lockstep.train.layers.LayerWarning.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * The rules by which an observed step is warned of. Activations are followed forward, from the
 * first hidden layer's to the last one's, by their root mean square; gradients backward, from the
 * weights of the output layer to those of the second dense layer, as the first one's have the scale
 * of the features too.
 */
public final class LayerRules {
  /** By how much activations or gradients may rise or fall on their way. */
  private static final double MOST_CHANGE = 1000;

  /**
   * What share of a layer's units may be dead. Deep in a network that is well initialized examples
   * look alike, and half of the units are off for all of them, give or take some.
   */
  private static final double MOST_DEAD = 0.9;

  /** For units that are dead before anything has been learnt. */
  private static final String CURE_OF_STILLBORN =
      "other initial weights (network.initializer: he), standardized features, or fewer layers"
          + " often help";

  /** What share of a layer's units may be saturated. */
  private static final double MOST_SATURATED = 0.5;

  private LayerRules() {}

  /** A layer, and how strong a signal is there. */
  private record Reading(LayerFigures layer, double strength) {}

  /** What an observation warns of. */
  public static List<LayerWarning> warnings(LayerObservation observation) {
    List<LayerFigures> layers = observation.layers();
    String step = String.format(Locale.ROOT, "step %,d: ", observation.step() + 1);
    List<LayerWarning> found = new ArrayList<>();
    follow(step + "activations", activations(layers), found);
    follow(step + "gradients", gradients(layers), found);
    for (LayerFigures layer : layers) {
      dead(observation.step(), layer, found);
      saturated(observation.step(), layer, found);
    }
    return found;
  }

  private static List<Reading> activations(List<LayerFigures> layers) {
    List<Reading> readings = new ArrayList<>();
    for (LayerFigures layer : layers) {
      OutputFigures output = layer.output();
      if (output != null && layer.layer() instanceof Activation) {
        readings.add(new Reading(layer, output.rootMeanSquare()));
      }
    }
    return readings;
  }

  private static List<Reading> gradients(List<LayerFigures> layers) {
    List<LayerFigures> dense =
        layers.stream().filter(layer -> layer.layer() instanceof Dense).skip(1).toList();
    List<Reading> readings = new ArrayList<>();
    for (LayerFigures layer : dense) {
      layer.tensors().stream()
          .limit(1)
          .forEach(weight -> readings.add(new Reading(layer, weight.gradientRootMeanSquare())));
    }
    Collections.reverse(readings);
    return readings;
  }

  /**
   * A signal on its way from layer to layer; one that is 0 from the start neither rises nor falls.
   */
  private static void follow(String signal, List<Reading> way, List<LayerWarning> found) {
    if (way.size() < 2 || way.get(0).strength() == 0) {
      return;
    }
    double change = way.get(way.size() - 1).strength() / way.get(0).strength();
    if (change < 1 / MOST_CHANGE) {
      found.add(warning(Kind.VANISHING, signal + " vanish: %s, falls from %s", way));
    } else if (change > MOST_CHANGE) {
      found.add(warning(Kind.EXPLODING, signal + " explode: %s, rises from %s", way));
    }
  }

  private static LayerWarning warning(Kind kind, String format, List<Reading> way) {
    Reading first = way.get(0);
    Reading last = way.get(way.size() - 1);
    double change = last.strength() / first.strength();
    String what =
        String.format(
            Locale.ROOT,
            "their root mean square, from %s to %s",
            first.layer().describe(),
            last.layer().describe());
    String figures =
        String.format(
            Locale.ROOT,
            "%.2g to %.2g, by a factor of %.2f a layer",
            first.strength(),
            last.strength(),
            Math.pow(change, 1.0 / (way.size() - 1)));
    return kind.of(last.layer(), String.format(Locale.ROOT, format, what, figures));
  }

  private static void dead(long step, LayerFigures layer, List<LayerWarning> found) {
    OutputFigures output = layer.output();
    double dead = output == null ? 0 : output.dead().orElse(0);
    if (dead > MOST_DEAD) {
      String text = format(step, dead, layer) + " are dead, 0 for every example of the mini-batch";
      found.add(
          step == 0 ? Kind.DEAD.of(layer, text, CURE_OF_STILLBORN) : Kind.DEAD.of(layer, text));
    }
  }

  private static void saturated(long step, LayerFigures layer, List<LayerWarning> found) {
    OutputFigures output = layer.output();
    double saturated = output == null ? 0 : output.saturated().orElse(0);
    if (saturated > MOST_SATURATED) {
      found.add(
          Kind.SATURATED.of(
              layer,
              format(step, saturated, layer)
                  + " are saturated, with hardly a slope for most of the mini-batch"));
    }
  }

  private static String format(long step, double share, LayerFigures layer) {
    return String.format(
        Locale.ROOT,
        "step %,d: %.0f%% of the units of %s",
        step + 1,
        100 * share,
        layer.describe());
  }
}
