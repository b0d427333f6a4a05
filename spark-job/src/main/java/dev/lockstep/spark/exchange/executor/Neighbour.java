package dev.lockstep.spark.exchange.executor;

import dev.lockstep.spark.exchange.message.Frames;
import dev.lockstep.spark.exchange.message.PlanFrames;
import dev.lockstep.spark.exchange.message.RelayFrames;
import dev.lockstep.spark.exchange.message.RelayFrames.Place;
import dev.lockstep.spark.exchange.wire.FrameChannel;
import dev.lockstep.spark.exchange.wire.MalformedException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connection to another executor, whoever of the two has called. */
final class Neighbour implements FrameChannel.Receiver {
  private static final Logger LOG = LoggerFactory.getLogger(Neighbour.class);

  private final Mesh mesh;
  private volatile @Nullable String name;

  Neighbour(Mesh mesh) {
    this.mesh = mesh;
  }

  @Override
  public void opened(FrameChannel channel) {}

  /** It is known who is at the other end. */
  void is(String link, FrameChannel channel) {
    name = link;
    mesh.found(link, channel);
  }

  @Override
  public void frame(FrameChannel from, ByteBuffer frame) {
    byte kind = frame.get();
    switch (kind) {
      case Frames.HEARTBEAT -> {}
      case Frames.HELLO -> is(PlanFrames.hello(frame), from);
      case Frames.RANGE -> mesh.receive(frame);
      case Frames.PART, Frames.PART_FLOAT16 -> part(kind, frame);
      default -> throw new MalformedException("a frame of the unknown kind " + kind);
    }
  }

  private void part(byte kind, ByteBuffer frame) {
    Place place = RelayFrames.place(frame);
    Membership plan = mesh.in(place.generation());
    if (plan != null) {
      plan.gathering(place.relay()).add(place.round(), kind, frame);
    }
  }

  @Override
  public void closed(String why) {
    String link = name;
    if (link == null) {
      LOG.debug("A connection of an executor without a name has ended: {}", why);
    } else {
      mesh.lost(link, why);
    }
  }
}
