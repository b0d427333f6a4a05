package dev.lockstep.spark.checkpoint;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** How many checkpoints were written, and how long the training waited for them. */
final class Tally {
  private final List<Long> stalls = new ArrayList<>();
  private int written;
  private int failed;

  /** The training has waited so many nanoseconds for its state to be copied. */
  synchronized void stalled(long nanos) {
    stalls.add(nanos);
  }

  synchronized void written() {
    written++;
  }

  synchronized void failed() {
    failed++;
  }

  /** Ready for JSON. */
  synchronized Map<String, Object> figures() {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("count", written);
    figures.put("failed", failed);
    if (!stalls.isEmpty()) {
      List<Long> sorted = new ArrayList<>(stalls);
      Collections.sort(sorted);
      Map<String, Object> milliseconds = new LinkedHashMap<>();
      milliseconds.put("p50", milliseconds(sorted.get(sorted.size() / 2)));
      milliseconds.put("max", milliseconds(sorted.get(sorted.size() - 1)));
      figures.put("stall_milliseconds", milliseconds);
    }
    return figures;
  }

  private static double milliseconds(long nanos) {
    return (double) nanos / TimeUnit.MILLISECONDS.toNanos(1);
  }
}
