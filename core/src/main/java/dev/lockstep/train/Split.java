package dev.lockstep.train;

import java.util.Locale;

/**
 * A part of the examples: what is trained on, what choices are made by, and what is looked at once,
 * in the end.
 */
public enum Split {
  TRAIN(0),
  DEV(1),
  TEST(2);

  private final int number;

  Split(int number) {
    this.number = number;
  }

  /** The split of that number; throws IllegalArgumentException if there is none. */
  public static Split numbered(int number) {
    for (Split split : values()) {
      if (split.number == number) {
        return split;
      }
    }
    throw new IllegalArgumentException("no split has the number " + number);
  }

  /** From 0, in this order. */
  public int number() {
    return number;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
