package dev.lockstep.train;

import dev.lockstep.model.FloatBytes;
import dev.lockstep.optim.OptimizerState;
import dev.lockstep.train.TrainingState.Best;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** A {@link TrainingState} as bytes: of these parts, and of the best if there is one. */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record TrainingStateFormat(
    AveragedValues average, OptimizerState optimizer, double[] memory, TrainingNumbers numbers) {
  /** The first number of the bytes: what they are, and in which version. */
  private static final long FORMAT = 0x4c6f636b73740002L;

  void write(@Nullable Best best, OutputStream stream) throws IOException {
    DataOutputStream out = new DataOutputStream(stream);
    out.writeLong(FORMAT);
    out.writeInt(average.latest().length);
    out.writeInt(average.size());
    out.writeInt(optimizer.size());
    out.writeInt(optimizer.moments().length);
    out.writeInt(memory.length);
    FloatBytes.write(average.latest(), out);
    average.writeTo(out);
    for (float[] moment : optimizer.moments()) {
      FloatBytes.write(moment, out);
    }
    for (double number : memory) {
      out.writeDouble(number);
    }
    out.writeLong(optimizer.steps());
    numbers.writeTo(out);
    out.writeLong(best == null ? -1 : best.steps());
    if (best != null) {
      FloatBytes.write(best.values(), out);
    }
    out.flush();
  }

  /** Overwrites the parts; gives the best. */
  @Nullable Best read(InputStream stream) throws IOException {
    DataInputStream in = new DataInputStream(stream);
    if (in.readLong() != FORMAT) {
      throw new IOException("these bytes are no training state of this version");
    }
    check("values", in.readInt(), average.latest().length);
    check("averaged values", in.readInt(), average.size());
    check("trained parameters", in.readInt(), optimizer.size());
    check("moments", in.readInt(), optimizer.moments().length);
    check("remembered numbers", in.readInt(), memory.length);
    FloatBytes.read(in, average.latest());
    average.readFrom(in);
    for (float[] moment : optimizer.moments()) {
      FloatBytes.read(in, moment);
    }
    for (int i = 0; i < memory.length; i++) {
      memory[i] = in.readDouble();
    }
    optimizer.steps(in.readLong());
    numbers.readFrom(in);
    return readBest(in);
  }

  private @Nullable Best readBest(DataInputStream in) throws IOException {
    long steps = in.readLong();
    if (steps < 0) {
      return null;
    }
    Best best = new Best(steps, new float[average.latest().length]);
    FloatBytes.read(in, best.values());
    return best;
  }

  private static void check(String what, int found, int expected) throws IOException {
    if (found != expected) {
      throw new IOException("a training state with " + found + " " + what + ", not " + expected);
    }
  }
}
