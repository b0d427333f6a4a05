package dev.lockstep.spark.exchange;

import dev.lockstep.nn.GradientSum;
import dev.lockstep.spark.config.ExchangeConfig.GradientCompression;
import dev.lockstep.spark.exchange.Frames.Worker;
import dev.lockstep.spark.exchange.wire.FrameChannel;
import java.nio.ByteBuffer;
import java.util.List;

/** Sends a worker's answers in frames. */
final class AnswerWriter {
  private final Worker worker;
  private final GradientCompression compression;
  private final FrameChannel channel;
  private final FrameBuffers buffers = new FrameBuffers();

  AnswerWriter(Worker worker, GradientCompression compression, FrameChannel channel) {
    this.worker = worker;
    this.compression = compression;
    this.channel = channel;
  }

  void send(long round, Result result) {
    buffers.restart();
    List<NodeSum> sums = result.sums();
    for (int part = 0; part < sums.size(); part++) {
      sendSum(round, part, sums.get(part).sum());
    }
    List<byte[]> states = result.states();
    for (int part = 0; part < states.size(); part++) {
      sendState(round, part, states.get(part));
    }
  }

  private void sendSum(long round, int part, GradientSum sum) {
    boolean compressed = compression == GradientCompression.FLOAT16;
    int most = Frames.CHUNK_BYTES / (compressed ? Short.BYTES : Float.BYTES);
    int size = sum.gradient().length;
    for (int from = 0; from < size; from += most) {
      int count = Math.min(most, size - from);
      byte kind = compressed ? Frames.SUMS_FLOAT16 : Frames.SUMS;
      ByteBuffer frame = begin(kind, round, part).putInt(from).putInt(count);
      frame.putDouble(sum.loss()).putDouble(sum.weight());
      frame.putLong(sum.count()).putLong(sum.computeNanos());
      if (compressed) {
        CompressedChunk.put(sum.gradient(), from, count, frame);
      } else {
        frame.asFloatBuffer().put(sum.gradient(), from, count);
        frame.position(frame.position() + count * Float.BYTES);
      }
      channel.send(Frames.end(frame));
    }
  }

  private void sendState(long round, int part, byte[] state) {
    for (int from = 0; from < state.length; from += Frames.CHUNK_BYTES) {
      int count = Math.min(Frames.CHUNK_BYTES, state.length - from);
      ByteBuffer frame = begin(Frames.STATES, round, part).putInt(state.length);
      channel.send(Frames.end(frame.putInt(from).putInt(count).put(state, from, count)));
    }
  }

  private ByteBuffer begin(byte kind, long round, int part) {
    return Frames.begin(buffers.next(), kind, worker).putLong(round).putInt(part);
  }
}
