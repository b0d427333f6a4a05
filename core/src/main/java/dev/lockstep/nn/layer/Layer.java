package dev.lockstep.nn.layer;

import dev.lockstep.nn.Network;
import java.io.Serializable;

/** One layer of a {@link Network}; its index in the list is its index in torch.nn.Sequential. */
public sealed interface Layer extends Serializable permits Dense, Activation, BatchNorm, Dropout {
  /**
   * Width of the output for an input of that width.
   *
   * @throws IllegalArgumentException naming both widths, if the layer does not fit
   */
  int outputs(int inputs);

  /**
   * Whether gradients need all rows of a shard's part of a mini-batch at once. Without such a layer
   * they are computed piece by piece, in the processor's cache.
   */
  default boolean needsWholePart() {
    return false;
  }

  /**
   * Whether gradients need sums over all rows of a mini-batch, whoever holds them; such a layer
   * needs the whole part of a shard, too.
   */
  default boolean needsWholeBatch() {
    return false;
  }

  /** The name in configurations and in model.json, such as "dense". */
  String kind();
}
