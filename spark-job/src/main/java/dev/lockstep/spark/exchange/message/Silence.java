package dev.lockstep.spark.exchange.message;

/**
 * Tells, at each sign of life that one end gives, whether its other ends may be blamed for having
 * given none: not if it has stood still itself, and what has come is yet to be read.
 */
public final class Silence {
  private static final long MOST_NANOS = Heartbeat.SILENCE.toNanos();

  private long last = System.nanoTime();
  private boolean stoodStill;

  /** It is time for signs of life again. */
  public void tick() {
    long now = System.nanoTime();
    stoodStill = now - last > MOST_NANOS / 2;
    last = now;
  }

  /** Whether a connection over which nothing has come for so long counts as dead. */
  public boolean isDead(long quietNanos) {
    return !stoodStill && quietNanos > MOST_NANOS;
  }
}
