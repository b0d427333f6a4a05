package dev.lockstep.spark.words;

import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** The name that is meant by another. */
public final class Nearest {
  private static final LevenshteinDistance EDITS = LevenshteinDistance.getDefaultInstance();

  private static final int MOST_EDITS = 4;

  private Nearest() {}

  /** The nearest of some names, if one is near: a third of what stands after the first dot. */
  public static Optional<String> of(String name, Stream<String> names) {
    int length = name.length() - (name.indexOf('.') + 1);
    int tolerated = Math.max(1, Math.min(length / 3, MOST_EDITS));
    return names
        .filter(other -> Math.abs(name.length() - other.length()) <= tolerated)
        .filter(other -> EDITS.apply(name, other) <= tolerated)
        .min(Comparator.comparing(other -> EDITS.apply(name, other)));
  }
}
