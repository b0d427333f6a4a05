package dev.lockstep.spark.exchange.driver;

import dev.lockstep.linalg.Range;
import dev.lockstep.spark.exchange.message.CompressionError;
import dev.lockstep.spark.exchange.message.NodeSum;
import dev.lockstep.spark.exchange.message.RelayFrames;
import dev.lockstep.spark.exchange.wire.MalformedException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** What one relay sends of a round: its range of the sums of some nodes. */
final class RelaySums {
  private final Range range;
  private final List<NodeSum> sums;
  private final CompressionError error;
  private final int[] done;
  private int missing;

  /** Into its range of these sums, which are shared with other relays. */
  RelaySums(Range range, List<NodeSum> sums, CompressionError error) {
    this.range = range;
    this.sums = sums;
    this.error = error;
    this.done = new int[sums.size()];
  }

  /** A round begins. */
  void begin() {
    Arrays.fill(done, 0);
    missing = sums.size();
  }

  /** Reads a piece from the number of its sum on; whether all is there with it. */
  boolean read(ByteBuffer frame) {
    int number = frame.getInt();
    if (number < 0 || number >= sums.size()) {
      throw new MalformedException("no sum " + number + " of " + sums.size());
    }
    float[] to = sums.get(number).sum().gradient();
    done[number] += RelayFrames.gathered(frame, done[number], range, to, error);
    missing -= done[number] == range.length() ? 1 : 0;
    return missing == 0;
  }
}
