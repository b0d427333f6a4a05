package dev.lockstep.spark.memory;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What takes memory in one process at the same time, item by item. */
public final class Needs {
  static final String SPARK = "Spark";
  static final String ROOM = "room for garbage";

  private final Map<String, Long> items = new LinkedHashMap<>();

  /** Adds bytes to an item. */
  Needs add(String item, long bytes) {
    items.merge(item, bytes, Math::addExact);
    return this;
  }

  /** Adds all items of others. */
  Needs add(Needs others) {
    others.items.forEach(this::add);
    return this;
  }

  /** Bytes of all items. */
  public long total() {
    return items.values().stream().reduce(0L, Math::addExact);
  }

  /** The larger of the two. */
  static Needs larger(Needs a, Needs b) {
    return a.total() >= b.total() ? a : b;
  }

  /** The item that takes most, of those that a user decides on. */
  String largest() {
    return items.entrySet().stream()
        .filter(item -> !item.getKey().equals(SPARK) && !item.getKey().equals(ROOM))
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse("");
  }

  /** The items, the largest first; those that hardly count are left out. */
  @Override
  public String toString() {
    return items.entrySet().stream()
        .filter(item -> item.getValue() >= total() / 100)
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .map(item -> item.getKey() + " " + inUnits(item.getValue()))
        .collect(Collectors.joining(", "));
  }

  /** Bytes for people. */
  public static String inUnits(long bytes) {
    double mebibytes = bytes / (double) (1 << 20);
    return mebibytes < 1000
        ? String.format(Locale.ROOT, "%.0f MiB", mebibytes)
        : String.format(Locale.ROOT, "%,.1f GiB", mebibytes / 1024);
  }
}
