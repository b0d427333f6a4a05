package dev.lockstep.spark.run.directory;

/** Whether a run goes on from the checkpoints of an earlier one with the same output. */
public enum Resume {
  /** It begins anew. */
  NO,
  /** It goes on, if there are any; they must be of the same configuration and rows. */
  SAME,
  /** It goes on, whatever they are of, as long as they fit the network. */
  FORCE
}
