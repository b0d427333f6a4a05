package dev.lockstep.train;

import java.util.Locale;

/**
 * A part of the examples: what is trained on, what choices are made by, and what is looked at once,
 * in the end.
 */
public enum Split {
  TRAIN,
  DEV,
  TEST;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
