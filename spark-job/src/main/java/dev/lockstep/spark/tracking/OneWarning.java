package dev.lockstep.spark.tracking;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;

/** Warns once of what goes wrong with a sink, whichever thread meets it first. */
final class OneWarning {
  private final AtomicBoolean said = new AtomicBoolean();

  /** Warns; the second time, only those hear it who look for faults. */
  void say(Logger log, String format, Object... values) {
    if (said.compareAndSet(false, true)) {
      log.warn(format, values);
    } else {
      log.debug(format, values);
    }
  }
}
