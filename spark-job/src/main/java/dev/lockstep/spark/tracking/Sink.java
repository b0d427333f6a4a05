package dev.lockstep.spark.tracking;

import java.io.IOException;
import java.util.List;

/** Takes the figures of a training. Confined to one thread. */
interface Sink {
  /** What messages call it. */
  String describe();

  /** Says what goes wrong, once. */
  OneWarning warning();

  /**
   * Takes figures in the order in which they come.
   *
   * @throws IOException if it will take no more
   */
  void write(List<Point> points) throws IOException;

  /** No figures follow. */
  void end(RunEnd how) throws IOException;
}
