package dev.lockstep.bench.scale;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Step times against the number of executors.
 *
 * @param seconds of a step, by the number of executors
 */
record Curve(Scaling scaling, Topology topology, Costs costs, SortedMap<Integer, Double> seconds) {
  /** The numbers of executors that are told; in between are more. */
  static final List<Integer> TABLE = List.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000);

  private static final int POINTS = 61;

  Curve {
    seconds = Collections.unmodifiableSortedMap(seconds);
  }

  static Curve simulate(Scaling scaling, Topology topology, Steps steps, int size) {
    SortedMap<Integer, Double> seconds = new TreeMap<>();
    for (int executors : numbersOfExecutors()) {
      int examples = scaling.examples(size, executors);
      seconds.put(executors, steps.meanSeconds(topology, executors, examples));
    }
    return new Curve(scaling, topology, steps.costs(), seconds);
  }

  /** Those of the table, and others as far apart as their logarithms. */
  private static Set<Integer> numbersOfExecutors() {
    Set<Integer> numbers = new TreeSet<>(TABLE);
    double most = Collections.max(TABLE);
    for (int i = 0; i < POINTS; i++) {
      numbers.add((int) Math.round(Math.pow(most, i / (POINTS - 1.0))));
    }
    return numbers;
  }

  /** The name of the table that it belongs to. */
  String table() {
    return "scale-" + scaling.name().toLowerCase(Locale.ROOT);
  }

  /** The topology, as figures are called. */
  String name() {
    return topology.name().toLowerCase(Locale.ROOT);
  }

  double at(int executors) {
    return Objects.requireNonNull(seconds.get(executors));
  }

  double speedUp(int executors) {
    return scaling.speedUp(at(1), at(executors), executors);
  }

  double efficiency(int executors) {
    return speedUp(executors) / executors;
  }

  /** The number of executors at which scaling stops. */
  int limit() {
    return switch (scaling) {
      case WEAK -> mostAtHalfEfficiency();
      case STRONG -> fastest();
    };
  }

  private int mostAtHalfEfficiency() {
    return seconds.keySet().stream()
        .takeWhile(executors -> efficiency(executors) >= 0.5)
        .reduce(1, Math::max);
  }

  private int fastest() {
    return seconds.keySet().stream().reduce(1, (a, b) -> at(b) < at(a) ? b : a);
  }
}
