package dev.lockstep.nn;

import dev.lockstep.linalg.ExponentialAverage;
import dev.lockstep.linalg.Range;
import dev.lockstep.nn.layer.BatchNorm;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Moves the buffers of batch normalization after each step, from what the shards have measured of
 * its mini-batch, by the rule of {@link BatchNorm}.
 */
public final class RunningStatistics implements Serializable {
  private static final long serialVersionUID = 1;

  /** Of a network without buffers. */
  public static final RunningStatistics NONE = new RunningStatistics(List.of());

  private final List<Place> places;

  private record Place(Range mean, Range variance, int batches, float momentum)
      implements Serializable {}

  private RunningStatistics(List<Place> places) {
    this.places = places;
  }

  /** Of the network's layers. */
  public RunningStatistics(Network network) {
    this(places(network));
  }

  private static List<Place> places(Network network) {
    List<Place> places = new ArrayList<>();
    ParameterLayout layout = network.parameters();
    for (int i = 0; i < network.layers().size(); i++) {
      if (network.layers().get(i) instanceof BatchNorm norm) {
        places.add(
            new Place(
                layout.tensor(i + ".running_mean").range(),
                layout.tensor(i + ".running_var").range(),
                layout.tensor(i + ".num_batches_tracked").range().from(),
                norm.momentum()));
      }
    }
    return places;
  }

  /** How many buffers it moves. */
  public int buffers() {
    return places.stream()
        .mapToInt(place -> place.mean().length() + place.variance().length() + 1)
        .sum();
  }

  /**
   * Moves the buffers among the values.
   *
   * @param measured a step's gradient sum, all of it times any factor: in the buffers' places it
   *     has their sums over examples, and in that of num_batches_tracked how many those are
   */
  public void move(float[] values, float[] measured) {
    for (Place place : places) {
      float examples = measured[place.batches()];
      if (examples > 0) {
        move(values, measured, place.mean(), place.momentum(), examples);
        move(values, measured, place.variance(), place.momentum(), examples);
        values[place.batches()]++; // Up to 2^24, the last whole number that float32 counts to.
      }
    }
  }

  /** Copies the numbers of mini-batches, of which there is no average. */
  public void copyCounts(float[] values, float[] average) {
    for (Place place : places) {
      average[place.batches()] = values[place.batches()];
    }
  }

  private static void move(
      float[] values, float[] measured, Range range, float momentum, float examples) {
    for (int i = range.from(); i < range.to(); i++) {
      values[i] = ExponentialAverage.next(values[i], measured[i] / examples, momentum);
    }
  }
}
