package dev.lockstep.train.layers;

/** What is wrong with a layer at a step, and what is likely to cure it, for people. */
public record LayerWarning(Kind kind, int layer, String text) {
  /** What goes wrong in layers, each with its likely cure. */
  public enum Kind {
    VANISHING(
        "network.initializer: he for relu (xavier for tanh), relu instead of sigmoid,"
            + " network.batch_norm: shard, or fewer layers often help"),
    EXPLODING(
        "network.initializer: he for relu (xavier for tanh), network.batch_norm: shard, or a"
            + " regularization.clip_norm often help"),
    DEAD(
        "a smaller learning_rate.initial, network.activation: leaky_relu, or network.batch_norm:"
            + " shard often help"),
    SATURATED(
        "smaller initial weights (network.initializer: xavier), standardized features, or"
            + " network.batch_norm: shard often help");

    private final String cure;

    Kind(String cure) {
      this.cure = cure;
    }

    /** A warning of that kind, whose text says what was found. */
    LayerWarning of(LayerFigures layer, String found) {
      return of(layer, found, cure);
    }

    /** The same with another likely cure. */
    LayerWarning of(LayerFigures layer, String found, String likelyCure) {
      return new LayerWarning(this, layer.index(), found + "; " + likelyCure);
    }
  }

  /** Whether the other says the same, perhaps of another step. */
  public boolean isLike(LayerWarning other) {
    return kind == other.kind && layer == other.layer;
  }
}
