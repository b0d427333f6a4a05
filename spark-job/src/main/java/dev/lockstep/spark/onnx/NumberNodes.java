package dev.lockstep.spark.onnx;

import dev.lockstep.shard.FillLevels;
import dev.lockstep.shard.FillLevels.Own;
import dev.lockstep.shard.MinMaxScaler;
import dev.lockstep.shard.RobustScaler;
import dev.lockstep.shard.Scaling;
import dev.lockstep.shard.Standardizer;
import dev.lockstep.spark.onnx.Port.Element;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The nodes that make features of numbers. As in a schema's columns, a number is scaled in float64,
 * and then rounded to float32.
 */
final class NumberNodes {
  private final Graph graph;

  NumberNodes(Graph graph) {
    this.graph = graph;
  }

  /**
   * Numbers of a table, in one column or side by side.
   *
   * @param values [N, width], float64
   * @param scalings [width]
   * @param impute [width], what stands for NaN; NaN where nothing does
   */
  record Numbers(String values, List<Scaling> scalings, List<Double> impute) {}

  /** What a scaling subtracts, and what it divides by. */
  private record Line(double shift, double divisor) {
    /** By infinity a constant column becomes 0, as a scaling has it. */
    static Line of(Scaling scaling) {
      Line line = plain(scaling);
      return line.divisor == 0 ? new Line(line.shift, Double.POSITIVE_INFINITY) : line;
    }

    private static Line plain(Scaling scaling) {
      if (scaling instanceof Standardizer standardizer) {
        return new Line(standardizer.mean(), standardizer.deviation());
      } else if (scaling instanceof MinMaxScaler scaler) {
        return new Line(scaler.min(), scaler.max() - scaler.min());
      } else if (scaling instanceof RobustScaler scaler) {
        return new Line(scaler.median(), scaler.scale());
      }
      throw new IllegalStateException("there are no nodes for the scaling " + scaling);
    }
  }

  /** All of them in one matrix. */
  Numbers concat(List<Numbers> columns) {
    List<String> values = new ArrayList<>();
    List<Scaling> scalings = new ArrayList<>();
    List<Double> impute = new ArrayList<>();
    for (Numbers column : columns) {
      values.add(column.values());
      scalings.addAll(column.scalings());
      impute.addAll(column.impute());
    }
    return new Numbers(graph.concat(values), scalings, impute);
  }

  /** What {@link Scaling#linear} makes of them: [N, width], float32; NaN where one is missing. */
  String linear(Numbers numbers) {
    List<Line> lines = numbers.scalings().stream().map(Line::of).toList();
    String shift = graph.doubles(lines.stream().mapToDouble(Line::shift).toArray());
    String divisor = graph.doubles(lines.stream().mapToDouble(Line::divisor).toArray());
    String shifted = graph.add("Sub", imputed(numbers), shift);
    return graph.cast(graph.add("Div", shifted, divisor), Element.FLOAT);
  }

  private String imputed(Numbers numbers) {
    double[] impute = numbers.impute().stream().mapToDouble(Double::doubleValue).toArray();
    if (Arrays.stream(impute).allMatch(Double::isNaN)) {
      return numbers.values();
    }
    String missing = graph.add("IsNaN", numbers.values());
    return graph.add("Where", missing, graph.doubles(impute), numbers.values());
  }

  /** What {@link RobustScaler#clip} makes of linearly scaled numbers. */
  String clipped(String linear) {
    String z = graph.cast(linear, Element.DOUBLE);
    String third = graph.add("Div", z, graph.doubles(RobustScaler.BOUND));
    String square = graph.add("Mul", third, third);
    String root = graph.add("Sqrt", graph.add("Add", square, graph.doubles(1)));
    return graph.cast(graph.add("Div", z, root), Element.FLOAT);
  }

  /** What fill levels make of a linearly scaled number: [N, 1] becomes [N, levels.width()]. */
  String encoded(String linear, FillLevels levels) {
    String filled = filled(linear, levels.edges());
    // Max and Min need not hand on a NaN, by which a missing number is told.
    String whole = graph.add("Add", filled, graph.add("Sub", linear, linear));
    if (levels.own() == Own.ABSENT) {
      return whole;
    }
    String own = levels.own() == Own.CLIPPED ? clipped(linear) : linear;
    return graph.concat(List.of(own, whole));
  }

  private String filled(String linear, float[] edges) {
    int bins = edges.length - 1;
    double[] low = new double[bins];
    double[] size = new double[bins];
    double[] least = new double[bins];
    double[] most = new double[bins];
    for (int i = 0; i < bins; i++) {
      low[i] = edges[i];
      size[i] = (double) edges[i + 1] - edges[i];
      least[i] = i == 0 ? -Float.MAX_VALUE : 0;
      most[i] = i == bins - 1 ? Float.MAX_VALUE : 1;
    }
    String z = graph.cast(linear, Element.DOUBLE);
    String above = graph.add("Sub", z, graph.doubles(low));
    String level = graph.add("Div", above, graph.doubles(size));
    String atLeast = graph.add("Max", level, graph.doubles(least));
    return graph.cast(graph.add("Min", atLeast, graph.doubles(most)), Element.FLOAT);
  }
}
