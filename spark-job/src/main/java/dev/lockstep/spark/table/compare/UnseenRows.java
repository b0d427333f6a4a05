package dev.lockstep.spark.table.compare;

import dev.lockstep.train.Split;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Rows with a value in a column of categories that training did not see.
 *
 * @param unseen number of such rows
 * @param rows number of all rows
 */
public record UnseenRows(String column, long unseen, long rows) {
  /** Columns that a warning names. */
  private static final int NAMED = 5;

  /** What is to be said of all of a split, the most frequent first. */
  public static Optional<String> warning(Split split, List<UnseenRows> columns) {
    if (columns.isEmpty()) {
      return Optional.empty();
    }
    String named =
        columns.stream()
            .sorted(Comparator.comparingLong(UnseenRows::unseen).reversed())
            .limit(NAMED)
            .map(each -> String.format(Locale.ROOT, "'%s' (%,d)", each.column(), each.unseen()))
            .collect(Collectors.joining(", "));
    int more = columns.size() - NAMED;
    return Optional.of(
        String.format(
            Locale.ROOT,
            "of %,d rows of the %s split some have a value that training did not see, and that counts for nothing, in the"
                + " columns (and so many rows): %s%s",
            columns.get(0).rows(),
            split,
            named,
            more > 0 ? String.format(Locale.ROOT, " and %,d columns more", more) : ""));
  }

  /** What is to be said of them. */
  public String warning() {
    return String.format(
        Locale.ROOT,
        "%,d of %,d rows have a value in the column '%s' that training did not see, and that counts for nothing",
        unseen,
        rows,
        column);
  }
}
