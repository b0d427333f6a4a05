package dev.lockstep.spark.exchange.driver;

import dev.lockstep.spark.exchange.topology.Member;
import dev.lockstep.spark.exchange.topology.Occupant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which executors the workers are in that fill the seats.
 *
 * @param links of the executors, each once
 * @param occupants of the seats, by the number of the executor among these
 * @param uncallable describes a worker whose executor others cannot call, if there is one
 */
record Seating(List<Link> links, List<Occupant> occupants, @Nullable String uncallable) {
  /** Of seats that are all filled. */
  static Seating of(Seats seats) {
    List<Link> links = new ArrayList<>();
    List<Occupant> occupants = new ArrayList<>();
    for (Seat seat : seats.all()) {
      Worker worker = Objects.requireNonNull(seat.worker());
      Link link = worker.link();
      if (link == null || link.member().port() == 0) {
        return new Seating(List.of(), List.of(), seat.describe());
      }
      if (!links.contains(link)) {
        links.add(link);
      }
      occupants.add(new Occupant(links.indexOf(link), worker.attempt()));
    }
    return new Seating(List.copyOf(links), List.copyOf(occupants), null);
  }

  /** For each seat the number of its executor. */
  List<Integer> places() {
    return occupants.stream().map(Occupant::member).toList();
  }

  /** As other executors call them. */
  List<Member> members() {
    return links.stream().map(Link::member).toList();
  }
}
