package dev.lockstep.metric;

import java.util.Map;

/** What is drawn of an evaluation, and is too much for a line. */
public sealed interface Chart extends Figure permits Curves, Calibration, Residuals {
  /** All of it, ready for JSON. */
  Map<String, Object> values();

  @Override
  default void putInto(Map<String, Object> report) {
    report.put(name(), values());
  }
}
