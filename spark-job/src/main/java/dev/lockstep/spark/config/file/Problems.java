package dev.lockstep.spark.config.file;

import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.config.yaml.Position;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The problems found so far, so that one run of the user's command tells all of them. */
public final class Problems {
  /** More at once nobody reads. */
  private static final int MOST_TOLD = 50;

  private record Problem(Position position, String line) {}

  private final List<Problem> found = new ArrayList<>();

  /** A problem with a key. */
  public void add(Position position, String key, String message) {
    found.add(new Problem(position, position.with(key) + ": " + message));
  }

  /** A problem with the file itself. */
  public void add(Position position, String message) {
    found.add(new Problem(position, position + ": " + message));
  }

  /** Throws ConfigException if there is a problem. */
  public void throwIfAny() {
    if (!found.isEmpty()) {
      throw new ConfigException(lines());
    }
  }

  private List<String> lines() {
    Stream<String> told =
        found.stream()
            .sorted(Comparator.comparing(Problem::position))
            .limit(MOST_TOLD)
            .map(Problem::line);
    return found.size() <= MOST_TOLD
        ? told.toList()
        : Stream.concat(told, Stream.of("and " + (found.size() - MOST_TOLD) + " more")).toList();
  }
}
