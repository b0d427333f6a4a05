package dev.lockstep.spark.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The problems found so far, so that one run of the user's command tells all of them. */
final class Problems {
  /** More at once nobody reads. */
  private static final int MOST_TOLD = 50;

  private record Problem(Place place, String line) {}

  private final List<Problem> found = new ArrayList<>();

  /** A problem with a key. */
  void add(Place place, String key, String message) {
    found.add(new Problem(place, place.with(key) + ": " + message));
  }

  /** A problem with the file itself. */
  void add(Place place, String message) {
    found.add(new Problem(place, place + ": " + message));
  }

  /** Throws ConfigException if there is a problem. */
  void throwIfAny() {
    if (!found.isEmpty()) {
      throw new ConfigException(lines());
    }
  }

  private List<String> lines() {
    Stream<String> told =
        found.stream()
            .sorted(Comparator.comparing(Problem::place))
            .limit(MOST_TOLD)
            .map(Problem::line);
    return found.size() <= MOST_TOLD
        ? told.toList()
        : Stream.concat(told, Stream.of("and " + (found.size() - MOST_TOLD) + " more")).toList();
  }
}
