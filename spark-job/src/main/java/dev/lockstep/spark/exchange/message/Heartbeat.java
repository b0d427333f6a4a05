package dev.lockstep.spark.exchange.message;

import dev.lockstep.spark.exchange.wire.Frame;
import java.time.Duration;
import java.util.Locale;

/** Signs of life, which both ends of a connection give while there is nothing else to say. */
public final class Heartbeat {
  /** A connection without a sign of life for so long counts as dead. */
  public static final Duration SILENCE = Duration.ofSeconds(10);

  /** Between signs of life. */
  public static final Duration EVERY = SILENCE.dividedBy(8);

  private Heartbeat() {}

  /** A frame that says no more than that. */
  public static Frame frame() {
    return Frames.end(Frames.begin(Frames.small(0), Frames.HEARTBEAT));
  }

  /** Why a connection over which nothing comes is closed. */
  public static String silence(String whom) {
    return String.format(
        Locale.ROOT, "nothing was heard from %s for %d s", whom, SILENCE.toSeconds());
  }
}
