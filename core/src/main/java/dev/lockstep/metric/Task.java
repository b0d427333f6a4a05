package dev.lockstep.metric;

/** What a network is to predict, as far as figures of merit are concerned. */
public enum Task {
  /** One of two classes. */
  BINARY,
  /** One of more than two classes. */
  MULTICLASS,
  /** Numbers. */
  REGRESSION
}
