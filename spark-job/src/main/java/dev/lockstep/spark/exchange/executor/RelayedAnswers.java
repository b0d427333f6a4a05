package dev.lockstep.spark.exchange.executor;

import dev.lockstep.linalg.Range;
import dev.lockstep.spark.config.ExchangeConfig.GradientCompression;
import dev.lockstep.spark.exchange.message.Answer;
import dev.lockstep.spark.exchange.message.NodeSum;
import dev.lockstep.spark.exchange.message.RelayFrames;
import dev.lockstep.spark.exchange.message.RelayFrames.Place;
import dev.lockstep.spark.exchange.message.RelayFrames.Source;
import dev.lockstep.spark.exchange.message.Round;
import dev.lockstep.spark.exchange.message.WorkerId;
import dev.lockstep.spark.exchange.topology.Chunks;
import dev.lockstep.spark.exchange.topology.Relay;
import dev.lockstep.spark.exchange.wire.Frame;
import dev.lockstep.spark.exchange.wire.FrameChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * A worker's answers by way of the relays of one plan: to each its range of the sums, in the memory
 * of this JVM where the relay is there too, and what is told of them as a whole straight to the
 * driver.
 */
final class RelayedAnswers {
  private final WorkerId worker;
  private final Membership plan;
  private final boolean compresses;
  private final FrameChannel driver;
  private final RelayFrames.Writer writer = new RelayFrames.Writer();

  RelayedAnswers(
      WorkerId worker, Membership plan, GradientCompression compression, FrameChannel driver) {
    this.worker = worker;
    this.plan = plan;
    this.compresses = compression == GradientCompression.FLOAT16;
    this.driver = driver;
  }

  /** Whether they are for the plan of that generation. */
  boolean isOf(long generation) {
    return plan.generation() == generation;
  }

  /** Each worker begins with another relay, so that no relay is called by all at once. */
  void send(Round round, Answer answer) {
    writer.restart();
    List<Relay> relays = plan.relays();
    for (int i = 0; i < relays.size(); i++) {
      int number = (worker.seat() + i) % relays.size();
      if (relays.get(number).serves(worker.seat())) {
        send(new Place(round.generation(), round.number(), number), answer);
      }
    }
    driver.send(writer.totals(worker, round, answer.sums()));
  }

  private void send(Place place, Answer answer) {
    Relay relay = plan.relays().get(place.relay());
    List<NodeSum> sums = answer.sums();
    List<Frame> frames = new ArrayList<>();
    for (int number = 0; number < sums.size(); number++) {
      Source source = new Source(worker.seat(), number);
      float[] sum = sums.get(number).sum().gradient();
      if (plan.isMine(relay)) {
        plan.gathering(place.relay()).add(place.round(), source, sum);
      } else {
        add(frames, place, source, sum, answer.gradients());
      }
    }
    if (!frames.isEmpty()) {
      plan.send(relay.member(), frames.toArray(new Frame[0]));
    }
  }

  /** What is measured of buffers, behind the gradients, keeps its digits. */
  private void add(List<Frame> frames, Place place, Source source, float[] sum, int gradients) {
    int begin = plan.relays().get(place.relay()).range().from();
    Chunks chunks = new Chunks(plan.relays().get(place.relay()).range());
    for (int i = 0; i < chunks.count(); i++) {
      int from = begin + chunks.get(i).from();
      int to = begin + chunks.get(i).to();
      int rounded = compresses ? Math.max(from, Math.min(to, gradients)) : from;
      if (rounded > from) {
        Range at = new Range(from, rounded);
        frames.add(writer.compressed(place, source, from - begin, sum, at));
      }
      if (to > rounded) {
        Range at = new Range(rounded, to);
        frames.add(writer.part(place, source, rounded - begin, sum, at));
      }
    }
  }
}
