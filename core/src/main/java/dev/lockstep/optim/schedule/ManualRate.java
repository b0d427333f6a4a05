package dev.lockstep.optim.schedule;

import java.io.Serializable;
import java.util.List;

/**
 * The learning rate of a table: initial at first, and from each change on that change's rate.
 *
 * @param changes at least one, in the order of their epochs
 */
public record ManualRate(double initial, List<Change> changes) implements LearningRate {
  /**
   * A new rate.
   *
   * @param epoch whole epochs finished before, at least 1
   */
  public record Change(int epoch, double rate) implements Serializable {
    public Change {
      Checks.atLeast(1, "the epoch of a change", epoch);
      Checks.rate(rate);
    }
  }

  public ManualRate {
    Checks.rate(initial);
    changes = List.copyOf(changes);
    if (changes.isEmpty()) {
      throw new IllegalArgumentException("a table of learning rates must have a change");
    }
    int before = 0;
    for (Change change : changes) {
      Checks.atLeast(before + 1, "the epoch of the next change", change.epoch());
      before = change.epoch();
    }
  }

  @Override
  public double at(long step, int epoch) {
    double rate = initial;
    for (int i = 0; i < changes.size() && changes.get(i).epoch() <= epoch; i++) {
      rate = changes.get(i).rate();
    }
    return rate;
  }
}
