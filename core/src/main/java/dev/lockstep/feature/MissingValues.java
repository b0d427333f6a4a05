package dev.lockstep.feature;

import java.util.Arrays;
import java.util.Locale;

/** What happens to a row with a missing value in a feature column. */
public enum MissingValues {
  /** The job fails and names the column. */
  ERROR,
  /** The row is left out and counted. */
  DROP,
  /** The training mean takes its place; a missing category has a slot of its own. */
  IMPUTE;

  /** The policy of that name in lower case; throws IllegalArgumentException listing all. */
  public static MissingValues named(String name) {
    return Arrays.stream(values())
        .filter(policy -> policy.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    String.format(
                        Locale.ROOT,
                        "no policy '%s' for missing values; allowed: %s",
                        name,
                        Arrays.toString(values()))));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
