package dev.lockstep.nn;

import dev.lockstep.linalg.Randomness;
import dev.lockstep.linalg.Randomness.Purpose;
import dev.lockstep.linalg.Range;
import dev.lockstep.nn.ParameterLayout.Role;
import dev.lockstep.nn.layer.Dense;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;

/**
 * How weights are drawn before training: normally, with mean 0 and a deviation that depends on a
 * layer's width. Biases start at 0, the scales of batch normalization at 1.
 */
public record Initializer(Kind kind, double scale) {
  /** The rule for the deviation. */
  public enum Kind {
    /** All zeros: right for a network without hidden layers only. */
    ZEROS,
    /** Deviation = scale. */
    NORMAL,
    /** Variance 1/inputs (LeCun et al., "Efficient BackProp", 1998). */
    LECUN,
    /**
     * Variance 1/inputs, for tanh; as the course names it. Xavier Glorot's own rule is {@link
     * #GLOROT}.
     */
    XAVIER,
    /** Variance 2/inputs, for relu (He et al., "Delving deep into rectifiers", 2015). */
    HE,
    /**
     * Variance 2/(inputs + outputs) (Glorot and Bengio, "Understanding the difficulty of training
     * deep feedforward networks", 2010).
     */
    GLOROT;

    /**
     * The kind of that name in lower case; throws IllegalArgumentException listing what is allowed.
     */
    public static Kind named(String name) {
      return Arrays.stream(values())
          .filter(kind -> kind.toString().equals(name))
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "no initializer '" + name + "'; allowed: " + Arrays.toString(values())));
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Initializer {
    if (!(scale > 0 && Double.isFinite(scale))) {
      throw new IllegalArgumentException(
          "the scale of an initializer must be positive, not " + scale);
    }
  }

  /** The deviation of the weights of a layer. */
  public double deviation(Dense layer) {
    return switch (kind) {
      case ZEROS -> 0;
      case NORMAL -> scale;
      case LECUN, XAVIER -> Math.sqrt(1.0 / layer.inputs());
      case HE -> Math.sqrt(2.0 / layer.inputs());
      case GLOROT -> Math.sqrt(2.0 / ((double) layer.inputs() + layer.outputs()));
    };
  }

  /**
   * Fresh parameters [layout size]; each layer's weights depend on the seed and the layer's index
   * only.
   */
  public float[] initialize(Network network, long seed) {
    ParameterLayout layout = network.parameters();
    float[] parameters = new float[layout.size()];
    // Batch normalization starts as the identity.
    for (Range range : layout.ranges(role -> role == Role.GAMMA || role == Role.RUNNING_VARIANCE)) {
      Arrays.fill(parameters, range.from(), range.to(), 1f);
    }
    for (int i = 0; i < network.layers().size(); i++) {
      if (kind != Kind.ZEROS && network.layers().get(i) instanceof Dense dense) {
        // java.util.Random: its nextGaussian is specified, so a seed means the same on every Java.
        Random random = new Random(Randomness.seed(seed, Purpose.INITIALIZATION, 0, i));
        double deviation = deviation(dense);
        var range = layout.tensor(i + ".weight").range();
        for (int j = range.from(); j < range.to(); j++) {
          parameters[j] = (float) (deviation * random.nextGaussian());
        }
      }
    }
    return parameters;
  }
}
