package dev.lockstep.diagnosis;

import dev.lockstep.metric.Measure;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * How much a network goes by each column of a table: how much worse a figure is where the values of
 * that column are permuted.
 *
 * @param measure what is told
 * @param baseline that figure with nothing permuted
 * @param columns the most important first
 */
public record Importance(Measure measure, double baseline, List<OfColumn> columns) {
  /**
   * Of one column.
   *
   * @param mean over the permutations, by how much the figure was worse; below 0 if it was better
   * @param low the least of these
   * @param high the largest
   */
  public record OfColumn(String name, double mean, double low, double high) {
    /**
     * By what the figure was with each permutation.
     *
     * @param permuted at least one
     */
    static OfColumn of(String name, Measure measure, double baseline, double[] permuted) {
      double[] losses = Arrays.stream(permuted).map(each -> measure.gain(baseline, each)).toArray();
      double sum = 0;
      for (double loss : losses) {
        sum += loss;
      }
      Arrays.sort(losses);
      return new OfColumn(name, sum / losses.length, losses[0], losses[losses.length - 1]);
    }
  }

  public Importance {
    columns = List.copyOf(columns);
  }

  /**
   * By what the figure was with each permutation of each column.
   *
   * @param permuted [columns][repeats]
   */
  public static Importance of(
      Measure measure, double baseline, List<String> names, double[][] permuted) {
    OfColumn[] columns = new OfColumn[permuted.length];
    Arrays.setAll(columns, i -> OfColumn.of(names.get(i), measure, baseline, permuted[i]));
    Arrays.sort(columns, Comparator.comparingDouble(OfColumn::mean).reversed());
    return new Importance(measure, baseline, List.of(columns));
  }
}
