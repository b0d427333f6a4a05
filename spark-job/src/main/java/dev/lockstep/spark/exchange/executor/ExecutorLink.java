package dev.lockstep.spark.exchange.executor;

import dev.lockstep.spark.exchange.message.Frames;
import dev.lockstep.spark.exchange.message.Frames.Home;
import dev.lockstep.spark.exchange.message.Heartbeat;
import dev.lockstep.spark.exchange.message.PlanFrames;
import dev.lockstep.spark.exchange.message.Round;
import dev.lockstep.spark.exchange.message.RoundFrames;
import dev.lockstep.spark.exchange.message.SessionAddress;
import dev.lockstep.spark.exchange.message.Silence;
import dev.lockstep.spark.exchange.message.WorkerId;
import dev.lockstep.spark.exchange.wire.Frame;
import dev.lockstep.spark.exchange.wire.FrameChannel;
import dev.lockstep.spark.exchange.wire.FrameClient;
import dev.lockstep.spark.exchange.wire.IoLoop;
import dev.lockstep.spark.exchange.wire.MalformedException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * An executor's one connection to the driver of a session, and the parameters that come over it.
 * Shared by the executor's workers.
 */
final class ExecutorLink implements FrameChannel.Receiver {
  private static final Map<String, ExecutorLink> OPEN = new HashMap<>();

  private final String session;
  private final String name = UUID.randomUUID().toString();
  private final RoundFrames.Reader reader;
  private final Map<WorkerId, Mailbox> mailboxes = new ConcurrentHashMap<>();
  private final IoLoop loop;
  private final String host;
  private final Mesh mesh;
  private final FrameChannel channel;
  private final Silence silence = new Silence();
  private volatile @Nullable FrameChannel authenticated;
  private volatile @Nullable String broken;
  private int users;

  /**
   * Connects.
   *
   * @param host as other executors call this one
   */
  ExecutorLink(SessionAddress address, String host) throws IOException, InterruptedException {
    this.host = host;
    session = address.session();
    float[] parameters = new float[address.parameters()];
    reader = new RoundFrames.Reader(parameters);
    loop = new IoLoop("lockstep-exchange", Heartbeat.EVERY, this::tick);
    Mesh.Sockets sockets = new Mesh.Sockets(loop, NeighboursPort.listen(address, host, loop));
    mesh = new Mesh(name, address, sockets, this::tellDriver, this::ask, parameters);
    loop.start();
    channel = connect(address);
  }

  private void tellDriver(Frame frame) {
    FrameChannel open = authenticated;
    if (open != null) {
      open.send(frame);
    }
  }

  private void ask(WorkerId worker, Round round) {
    Mailbox mailbox = mailboxes.get(worker);
    if (mailbox != null) {
      mailbox.ask(round);
    }
  }

  private FrameChannel connect(SessionAddress address) throws IOException, InterruptedException {
    try {
      return FrameClient.connect(
          new InetSocketAddress(address.host(), address.port()),
          Heartbeat.SILENCE,
          address.credentials(),
          new FrameClient.Connecting(loop, this));
    } catch (InterruptedException e) {
      mesh.close();
      loop.close();
      throw e;
    } catch (IOException e) {
      mesh.close();
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

  /**
   * The link of this JVM, opened by the first worker that asks.
   *
   * @param host as other executors call this one
   */
  static ExecutorLink open(SessionAddress address, String host)
      throws IOException, InterruptedException {
    synchronized (OPEN) {
      ExecutorLink link = OPEN.get(address.session());
      if (link == null || link.broken != null) {
        link = new ExecutorLink(address, host);
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
    close();
  }

  /** Ends all connections. */
  void close() {
    mesh.close();
    channel.close();
    loop.close();
  }

  /**
   * Offers to work; gives the mailbox for what the driver says to the worker.
   *
   * @param executor its name in Spark
   */
  Mailbox join(WorkerId worker, String executor) {
    Mailbox mailbox = new Mailbox(loop);
    mailboxes.put(worker, mailbox);
    channel.send(Frames.join(worker, home(executor)));
    String why = broken;
    if (why != null) {
      mailbox.fail(why);
    }
    return mailbox;
  }

  /** A worker that cannot offer to work says why. */
  void cannotJoin(WorkerId worker, String executor, String why) {
    channel.send(Frames.unable(worker, home(executor), why));
  }

  private Home home(String executor) {
    return new Home(executor, host, name, mesh.port());
  }

  FrameChannel channel() {
    return channel;
  }

  /** The other executors. */
  Mesh mesh() {
    return mesh;
  }

  @Override
  public void opened(FrameChannel opened) {
    authenticated = opened;
  }

  private void tick() {
    silence.tick();
    mesh.tick();
    FrameChannel open = authenticated;
    if (open == null) {
      return;
    }
    if (silence.isDead(open.quietNanos())) {
      open.close(Heartbeat.silence("the driver"));
    } else {
      open.send(Heartbeat.frame());
    }
  }

  @Override
  public void frame(FrameChannel from, ByteBuffer frame) {
    byte kind = frame.get();
    switch (kind) {
      case Frames.HEARTBEAT -> {}
      case Frames.PARAMETERS -> reader.read(frame);
      case Frames.PLAN -> mesh.follow(PlanFrames.plan(frame));
      case Frames.RANGE -> mesh.receive(frame);
      case Frames.ECHO -> tellDriver(PlanFrames.echo(frame));
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
