package dev.lockstep.spark.exchange.driver;

import dev.lockstep.spark.exchange.topology.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which executors the workers are in that fill the seats.
 *
 * @param links of the executors, each once
 * @param places for each seat the number of its executor among them
 * @param uncallable describes a worker whose executor others cannot call, if there is one
 */
record Seating(List<Link> links, List<Integer> places, @Nullable String uncallable) {
  /** Of seats that are all filled. */
  static Seating of(Seats seats) {
    List<Link> links = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (Seat seat : seats.all()) {
      Link link = Objects.requireNonNull(seat.worker()).link();
      if (link == null || link.member().port() == 0) {
        return new Seating(List.of(), List.of(), seat.describe());
      }
      if (!links.contains(link)) {
        links.add(link);
      }
      places.add(links.indexOf(link));
    }
    return new Seating(List.copyOf(links), List.copyOf(places), null);
  }

  /** As other executors call them. */
  List<Member> members() {
    return links.stream().map(Link::member).toList();
  }
}
