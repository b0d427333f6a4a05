package dev.lockstep.spark.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A table of how much of each split is of which class, the largest of the first split first. */
public final class ClassBalance {
  private static final int MOST_SHOWN = 20;

  private ClassBalance() {}

  /**
   * The table, line by line.
   *
   * @param label the column
   * @param classes their names
   * @param weights of the classes in each split, the training split first
   */
  public static String of(String label, List<String> classes, Map<String, List<Double>> weights) {
    List<Double> train = weights.values().iterator().next();
    List<Integer> order =
        IntStream.range(0, classes.size())
            .boxed()
            .sorted(Comparator.comparing((Integer i) -> -train.get(i)))
            .limit(MOST_SHOWN)
            .toList();
    int width =
        Math.max(label.length(), order.stream().mapToInt(i -> classes.get(i).length()).max().orElse(0));
    List<String> lines = new ArrayList<>();
    lines.add(pad(label, width) + cells(weights.keySet().stream().toList()));
    for (int i : order) {
      List<String> shares =
          weights.values().stream().map(split -> share(split.get(i), split)).toList();
      lines.add(pad(classes.get(i), width) + cells(shares));
    }
    if (classes.size() > order.size()) {
      lines.add(String.format(Locale.ROOT, "and %,d more", classes.size() - order.size()));
    }
    return String.join("\n", lines);
  }

  private static String share(double weight, List<Double> all) {
    double sum = all.stream().mapToDouble(Double::doubleValue).sum();
    return String.format(Locale.ROOT, "%.2f%%", 100 * weight / Math.max(sum, Double.MIN_NORMAL));
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(width - text.length());
  }

  private static String cells(List<String> texts) {
    return texts.stream()
        .map(text -> String.format(Locale.ROOT, "%9s", text))
        .collect(Collectors.joining());
  }
}
