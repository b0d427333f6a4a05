package dev.lockstep.spark.words;

import java.util.Locale;

/** How many of what: one is one. */
public final class Counted {
  private Counted() {}

  /**
   * So many, such as "1 trial" or "1,024 trials".
   *
   * @param one what one of them is called, whose plural takes an s
   */
  public static String of(long count, String one) {
    return of(count, one, one + "s");
  }

  /** The same of what has another plural. */
  public static String of(long count, String one, String more) {
    return String.format(Locale.ROOT, "%,d %s", count, count == 1 ? one : more);
  }
}
