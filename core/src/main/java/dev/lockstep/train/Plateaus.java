package dev.lockstep.train;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Notices plateaus: stretches of at least a fifth of a training's steps, and of at least 200, in
 * which the smoothed loss never comes 1% below what it was at their beginning; at that of a
 * training, what it is as soon as it is an average of many losses.
 */
public final class Plateaus {
  private static final double LEAST_FALL = 0.01;
  private static final long SHARE = 5;
  private static final long FEWEST_STEPS = 200;

  private final long shortest;
  private final List<Plateau> ended = new ArrayList<>();
  private double level = Double.POSITIVE_INFINITY;
  private long since;

  /**
   * A stretch of a training on which its loss hardly fell.
   *
   * @param from how many steps had been taken at its beginning
   * @param to how many at its end
   * @param loss the smoothed loss at its beginning
   */
  public record Plateau(long from, long to, double loss) {}

  private Plateaus(long shortest) {
    this.shortest = shortest;
  }

  /** None yet, of a training of that many steps in all. */
  static Plateaus of(long steps) {
    return new Plateaus(Math.max(FEWEST_STEPS, (steps + SHARE - 1) / SHARE));
  }

  /** None yet, by the same rule. */
  Plateaus anew() {
    return new Plateaus(shortest);
  }

  /** After that many steps the smoothed loss is this, still an average of few losses. */
  void begin(double smoothed, long steps) {
    since = since == 0 ? steps : since;
    level = smoothed;
  }

  /** After that many steps the smoothed loss is this. */
  void stepTaken(double smoothed, long steps) {
    if (smoothed < (1 - LEAST_FALL) * level) {
      @Nullable Plateau before = underWay(steps - 1);
      if (before != null) {
        ended.add(before);
      }
      level = smoothed;
      since = steps;
    }
  }

  /** The one that lasts after that many steps, if it is long enough. */
  @Nullable Plateau underWay(long steps) {
    return Double.isFinite(level) && steps - since >= shortest
        ? new Plateau(since, steps, level)
        : null;
  }

  /** The one that the last of that many steps has ended. */
  @Nullable Plateau justEnded(long steps) {
    @Nullable Plateau last = ended.isEmpty() ? null : ended.get(ended.size() - 1);
    return last != null && last.to() == steps - 1 ? last : null;
  }

  /** All so far, with the one that lasts after that many steps. */
  List<Plateau> until(long steps) {
    List<Plateau> all = new ArrayList<>(ended);
    @Nullable Plateau last = underWay(steps);
    if (last != null) {
      all.add(last);
    }
    return all;
  }

  void writeTo(DataOutputStream out) throws IOException {
    out.writeDouble(level);
    out.writeLong(since);
    out.writeInt(ended.size());
    for (Plateau plateau : ended) {
      out.writeLong(plateau.from());
      out.writeLong(plateau.to());
      out.writeDouble(plateau.loss());
    }
  }

  void readFrom(DataInputStream in) throws IOException {
    level = in.readDouble();
    since = in.readLong();
    ended.clear();
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      ended.add(new Plateau(in.readLong(), in.readLong(), in.readDouble()));
    }
  }
}
