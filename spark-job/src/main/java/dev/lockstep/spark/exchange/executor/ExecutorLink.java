package dev.lockstep.spark.exchange.executor;

import dev.lockstep.spark.exchange.message.Frames;
import dev.lockstep.spark.exchange.message.Frames.Home;
import dev.lockstep.spark.exchange.message.Heartbeat;
import dev.lockstep.spark.exchange.message.RoundFrames;
import dev.lockstep.spark.exchange.message.SessionAddress;
import dev.lockstep.spark.exchange.message.WorkerId;
import dev.lockstep.spark.exchange.wire.FrameChannel;
import dev.lockstep.spark.exchange.wire.FrameClient;
import dev.lockstep.spark.exchange.wire.IoLoop;
import dev.lockstep.spark.exchange.wire.MalformedException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * An executor's one connection to the driver of a session, and the parameters that come over it.
 * Shared by the executor's workers.
 */
final class ExecutorLink implements FrameChannel.Receiver {
  private static final Map<String, ExecutorLink> OPEN = new HashMap<>();

  private final String session;
  private final RoundFrames.Reader reader;
  private final Map<WorkerId, Mailbox> mailboxes = new ConcurrentHashMap<>();
  private final IoLoop loop;
  private final FrameChannel channel;
  private volatile @Nullable FrameChannel authenticated;
  private volatile @Nullable String broken;
  private int users;

  private ExecutorLink(SessionAddress address) throws IOException, InterruptedException {
    session = address.session();
    reader = new RoundFrames.Reader(new float[address.parameters()]);
    loop = new IoLoop("lockstep-exchange", Heartbeat.EVERY, this::tick);
    loop.start();
    channel = connect(address);
  }

  private FrameChannel connect(SessionAddress address) throws IOException, InterruptedException {
    try {
      return FrameClient.connect(
          new InetSocketAddress(address.host(), address.port()),
          Heartbeat.SILENCE,
          address.credentials(),
          new FrameClient.Connecting(loop, this));
    } catch (InterruptedException e) {
      loop.close();
      throw e;
    } catch (IOException e) {
      loop.close();
      throw new IOException(
          String.format(
              Locale.ROOT,
              "cannot reach the driver's %s; exchange.port and spark.driver.host must be open to executors: %s",
              address,
              e.getMessage()),
          e);
    }
  }

  /** The link of this JVM, opened by the first worker that asks. */
  static ExecutorLink open(SessionAddress address) throws IOException, InterruptedException {
    synchronized (OPEN) {
      ExecutorLink link = OPEN.get(address.session());
      if (link == null || link.broken != null) {
        link = new ExecutorLink(address);
        OPEN.put(address.session(), link);
      }
      link.users++;
      return link;
    }
  }

  /** The worker is done; the last one closes the connection. */
  void leave(WorkerId worker) {
    mailboxes.remove(worker);
    synchronized (OPEN) {
      if (--users > 0) {
        return;
      }
      OPEN.remove(session, this);
    }
    channel.close();
    loop.close();
  }

  /** Offers to work; gives the mailbox for what the driver says to the worker. */
  Mailbox join(WorkerId worker, Home home) {
    Mailbox mailbox = new Mailbox(loop);
    mailboxes.put(worker, mailbox);
    channel.send(Frames.join(worker, home));
    String why = broken;
    if (why != null) {
      mailbox.fail(why);
    }
    return mailbox;
  }

  FrameChannel channel() {
    return channel;
  }

  @Override
  public void opened(FrameChannel opened) {
    authenticated = opened;
  }

  private void tick() {
    FrameChannel open = authenticated;
    if (open == null) {
      return;
    }
    if (open.quietNanos() > Heartbeat.SILENCE.toNanos()) {
      open.close(Heartbeat.silence("the driver"));
    } else {
      open.send(Heartbeat.frame());
    }
  }

  @Override
  public void frame(FrameChannel from, ByteBuffer frame) {
    try {
      handle(frame.get(), frame);
    } catch (BufferUnderflowException e) {
      throw new MalformedException("a frame that is too short", e);
    }
  }

  private void handle(byte kind, ByteBuffer frame) {
    switch (kind) {
      case Frames.HEARTBEAT -> {}
      case Frames.PARAMETERS -> reader.read(frame);
      case Frames.ASK, Frames.TOTAL, Frames.RELEASE, Frames.CUT ->
          tell(kind, Frames.worker(frame), frame);
      default -> throw new MalformedException("a frame of the unknown kind " + kind);
    }
  }

  /** Whom a frame is for may have ended in the meantime. */
  private void tell(byte kind, WorkerId worker, ByteBuffer frame) {
    Mailbox mailbox = mailboxes.get(worker);
    if (mailbox == null) {
      return;
    }
    switch (kind) {
      case Frames.ASK -> mailbox.ask(reader.asked(frame));
      case Frames.TOTAL -> mailbox.total(frame);
      case Frames.CUT -> mailbox.fail(Frames.text(frame));
      default -> mailbox.release();
    }
  }

  @Override
  public void closed(String why) {
    broken = "the connection to the driver is lost: " + why;
    mailboxes.values().forEach(mailbox -> mailbox.fail(String.valueOf(broken)));
  }
}
