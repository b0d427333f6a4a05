package dev.lockstep.bench.scale;

import dev.lockstep.bench.Row;

/**
 * Measured processor seconds of one thread for each part of a step of a network with so many
 * parameters. A message is its parameters or a gradient sum.
 *
 * @param few the gradient sum of {@link #FEW} examples
 * @param many the gradient sum of {@link #MANY} examples
 * @param send encoding a message and writing it to a socket
 * @param receive reading a message from a socket and decoding it
 * @param message one that is small, at either end
 * @param add adding one received sum along the summation tree
 * @param update keeping the last parameters, dividing, and Adam
 */
public record Costs(
    int parameters,
    double few,
    double many,
    double send,
    double receive,
    double message,
    double add,
    double update) {
  /** Examples in the smaller and in the larger mini-batch that were measured. */
  public static final int FEW = 8;

  public static final int MANY = 1000;

  static final String TABLE = "scale-costs";

  /** Seconds to compute the gradient sum of so many examples: the line through both measured. */
  double gradient(double examples) {
    return few + (many - few) * (examples - FEW) / (MANY - FEW);
  }

  /** Bytes of a message. */
  double bytes() {
    return (double) parameters * Float.BYTES;
  }

  /** The row of the table of costs, in milliseconds. */
  public Row row(String shape) {
    return new Row(TABLE, "lockstep")
        .with("shape", shape)
        .with("parameters", parameters)
        .with("gradient_8_ms", 1e3 * few, 4)
        .with("gradient_1000_ms", 1e3 * many, 4)
        .with("send_ms", 1e3 * send, 4)
        .with("receive_ms", 1e3 * receive, 4)
        .with("message_ms", 1e3 * message, 4)
        .with("add_ms", 1e3 * add, 4)
        .with("update_ms", 1e3 * update, 4);
  }

  static Costs of(Row row) {
    return new Costs(
        (int) row.number("parameters"),
        row.number("gradient_8_ms") / 1e3,
        row.number("gradient_1000_ms") / 1e3,
        row.number("send_ms") / 1e3,
        row.number("receive_ms") / 1e3,
        row.number("message_ms") / 1e3,
        row.number("add_ms") / 1e3,
        row.number("update_ms") / 1e3);
  }
}
