package dev.lockstep.diagnosis;

import java.util.Locale;

/** What ails a network, by its errors. */
public enum Verdict {
  /** It does not even fit what it was trained on. */
  HIGH_BIAS,
  /** It fits what it was trained on, and not what it has not seen. */
  HIGH_VARIANCE,
  /** It fits neither well, what it has not seen much worse. */
  HIGH_BIAS_AND_VARIANCE,
  /** It fits both. */
  JUST_RIGHT,
  /** It fits what it was trained on; without a dev split nobody knows of the rest. */
  LOW_BIAS;

  public boolean highBias() {
    return this == HIGH_BIAS || this == HIGH_BIAS_AND_VARIANCE;
  }

  public boolean highVariance() {
    return this == HIGH_VARIANCE || this == HIGH_BIAS_AND_VARIANCE;
  }

  /** In words, such as "high bias and variance". */
  public String words() {
    return toString().replace('_', ' ');
  }

  /** The name in reports. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
