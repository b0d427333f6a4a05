package dev.lockstep.spark.exchange.executor;

import dev.lockstep.linalg.Range;
import dev.lockstep.linalg.Vectors;
import dev.lockstep.spark.exchange.message.RelayFrames;
import dev.lockstep.spark.exchange.message.RelayFrames.CompressionCost;
import dev.lockstep.spark.exchange.message.RelayFrames.Piece;
import dev.lockstep.spark.exchange.message.RelayFrames.Place;
import dev.lockstep.spark.exchange.message.RelayFrames.Source;
import dev.lockstep.spark.exchange.topology.Chunks;
import dev.lockstep.spark.exchange.topology.Plan;
import dev.lockstep.spark.exchange.topology.Relay;
import dev.lockstep.spark.exchange.topology.SumOrder;
import dev.lockstep.spark.exchange.topology.SumOrder.Addition;
import dev.lockstep.spark.exchange.topology.SumOrder.Part;
import dev.lockstep.spark.exchange.wire.Frame;
import dev.lockstep.spark.exchange.wire.MalformedException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a relay gathers of one range: a part for each node of its workers. Each chunk is added up
 * along the summation tree and sent on as soon as it is there of all parts. Its memory is taken
 * once, the range's length for each part.
 */
final class Gathering {
  private final long generation;
  private final int number;
  private final Relay relay;
  private final Chunks chunks;
  private final List<Addition> additions;
  private final List<Integer> totals;
  private final Map<Source, Integer> parts = new HashMap<>();
  private final float[][] sums;
  private final int[] done;
  private final int[] missing;
  private final RelayFrames.Writer writer = new RelayFrames.Writer();
  private final Consumer<Frame> driver;
  private CompressionCost cost = CompressionCost.NONE;
  private long round;

  /**
   * For the relay of that number in a plan.
   *
   * @param driver takes the frames with what comes of it
   */
  Gathering(Plan plan, int number, Consumer<Frame> driver) {
    this.generation = plan.generation();
    this.number = number;
    this.relay = plan.relays().get(number);
    this.chunks = new Chunks(relay.range());
    SumOrder order = new SumOrder(plan, relay);
    this.additions = order.additions();
    this.totals = order.totals();
    for (Part part : order.parts()) {
      parts.put(new Source(part.seat(), part.number()), parts.size());
    }
    this.sums = new float[parts.size()][relay.range().length()];
    this.done = new int[parts.size()];
    this.missing = new int[chunks.count()];
    this.driver = driver;
  }

  /** A piece of a part comes from another executor, from its source on. */
  synchronized void add(long of, byte kind, ByteBuffer frame) {
    int part = part(RelayFrames.source(frame));
    begin(of);
    Piece piece = RelayFrames.part(kind, frame, done[part], sums[part]);
    cost = cost.plus(piece.cost());
    came(part, piece.count());
  }

  /** A part of a worker in this JVM, of which the relay takes its range. */
  synchronized void add(long of, Source source, float[] gradient) {
    int part = part(source);
    begin(of);
    System.arraycopy(gradient, relay.range().from(), sums[part], 0, relay.range().length());
    for (int chunk = 0; chunk < chunks.count(); chunk++) {
      came(part, chunks.get(chunk).length());
    }
  }

  private int part(Source source) {
    Integer part = parts.get(source);
    if (part == null) {
      throw new MalformedException("a part that the relay does not gather: " + source);
    }
    return part;
  }

  /** The driver has the sums of a round before it asks for those of the next. */
  private void begin(long of) {
    if (of > round) {
      round = of;
      Arrays.fill(done, 0);
      Arrays.fill(missing, sums.length);
      cost = CompressionCost.NONE;
      writer.restart();
    }
  }

  /** A piece lies within a chunk. */
  private void came(int part, int count) {
    int chunk = chunks.at(done[part]);
    Range range = chunks.get(chunk);
    done[part] += count;
    if (done[part] > range.to()) {
      throw new MalformedException("a piece of more than a chunk");
    }
    if (done[part] == range.to() && --missing[chunk] == 0) {
      sum(range);
    }
  }

  private void sum(Range range) {
    for (Addition addition : additions) {
      Vectors.add(sums[addition.of()], sums[addition.to()], range);
    }
    Place place = new Place(generation, round, number);
    for (int i = 0; i < totals.size(); i++) {
      driver.accept(writer.gathered(place, i, cost, sums[totals.get(i)], range));
      cost = CompressionCost.NONE;
    }
  }
}
