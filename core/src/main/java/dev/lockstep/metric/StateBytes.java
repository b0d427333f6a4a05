package dev.lockstep.metric;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Metric states as bytes: sums as doubles; of ranked scores, the distance to the one before and the
 * extent of each entry, and its weights, as numbers of few bytes if they are small and whole.
 */
final class StateBytes {
  /** Most bytes of an entry: two distances, and two weights. */
  private static final int MOST_ENTRY = 2 * 5 + 2 * 9;

  /** What an entry takes at least. */
  private static final int LEAST_ENTRY = 4;

  /** A weight that is not a whole number below this is written as a double. */
  private static final long MOST_WHOLE = 1L << 52;

  private StateBytes() {}

  /** Most bytes of a ranking. */
  static long most(int entries) {
    return 5 + (long) MOST_ENTRY * entries;
  }

  static byte[] of(MetricState state) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (MetricState each = state; each != null; each = each.unweighted()) {
      put(each.sums(), out);
      ScoreTally scores = each.scores();
      if (scores != null) {
        put(scores.ranking(), out);
      }
    }
    return out.toByteArray();
  }

  /**
   * Fills a state of no examples.
   *
   * @throws IllegalArgumentException if these are not the bytes of a state of the same metrics
   */
  static void read(byte[] bytes, MetricState state) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      for (@Nullable MetricState each = state; each != null; each = each.unweighted()) {
        get(in, each.sums());
        ScoreTally scores = each.scores();
        if (scores != null) {
          scores.add(scores(in));
        }
      }
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("a metric state ends after " + bytes.length + " bytes", e);
    }
    if (in.hasRemaining()) {
      throw new IllegalArgumentException(in.remaining() + " bytes follow on a metric state");
    }
  }

  private static void put(double[] sums, ByteArrayOutputStream out) {
    ByteBuffer bytes = ByteBuffer.allocate(sums.length * Double.BYTES);
    bytes.asDoubleBuffer().put(sums);
    out.writeBytes(bytes.array());
  }

  private static void get(ByteBuffer in, double[] sums) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] = in.getDouble();
    }
  }

  private static void put(RankedScores scores, ByteArrayOutputStream out) {
    putWhole(scores.size(), out);
    int before = 0;
    for (int i = 0; i < scores.size(); i++) {
      putWhole(scores.lowest(i) - before, out);
      putWhole(scores.highest(i) - scores.lowest(i), out);
      putWeight(scores.positives(i), out);
      putWeight(scores.negatives(i), out);
      before = scores.lowest(i);
    }
  }

  /**
   * Takes no more memory than the bytes that are there can need.
   *
   * @throws IllegalArgumentException if they are no ranking
   */
  private static RankedScores scores(ByteBuffer in) {
    long size = whole(in);
    if (size > in.remaining() / LEAST_ENTRY) {
      throw new IllegalArgumentException(
          size + " scores cannot be in " + in.remaining() + " bytes");
    }
    RankedScores.Builder scores = new RankedScores.Builder((int) size);
    long lowest = 0;
    for (int i = 0; i < size; i++) {
      lowest += whole(in);
      long highest = lowest + whole(in);
      if (highest > Integer.MAX_VALUE) {
        throw new IllegalArgumentException("the score " + highest + " is none");
      }
      scores.append((int) lowest, (int) highest, weight(in), weight(in));
    }
    return scores.build();
  }

  /** Seven bits a byte, the lowest first; the highest bit of a byte tells that more follow. */
  private static void putWhole(long value, ByteArrayOutputStream out) {
    long rest = value;
    while (rest > 0x7f) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  private static long whole(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE - 1; shift += 7) {
      byte next = in.get();
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a whole number of more than 9 bytes");
  }

  /** A whole number with 1 added, or 0 and a double. */
  private static void putWeight(double weight, ByteArrayOutputStream out) {
    if (weight < MOST_WHOLE && weight == Math.rint(weight)) {
      putWhole((long) weight + 1, out);
    } else {
      out.write(0);
      out.writeBytes(ByteBuffer.allocate(Double.BYTES).putDouble(weight).array());
    }
  }

  private static double weight(ByteBuffer in) {
    long whole = whole(in);
    double weight = whole == 0 ? in.getDouble() : whole - 1;
    if (!(weight >= 0)) {
      throw new IllegalArgumentException("a weight of " + weight);
    }
    return weight;
  }
}
