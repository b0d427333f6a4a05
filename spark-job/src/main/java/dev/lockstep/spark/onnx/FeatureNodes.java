package dev.lockstep.spark.onnx;

import dev.lockstep.feature.FeatureColumn;
import dev.lockstep.feature.FeatureColumn.Calendar;
import dev.lockstep.feature.FeatureColumn.Categorical;
import dev.lockstep.feature.FeatureColumn.Numeric;
import dev.lockstep.feature.FeatureColumn.Vector;
import dev.lockstep.feature.FeatureSchema;
import dev.lockstep.shard.FillLevels;
import dev.lockstep.shard.Scaling.Kind;
import dev.lockstep.spark.onnx.NumberNodes.Numbers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The nodes that make the feature vectors of a table's rows. Columns of plain numbers that stand
 * side by side are scaled together, as a table may have thousands.
 */
final class FeatureNodes {
  private final Graph graph;
  private final FeatureSchema schema;
  private final Inputs inputs;
  private final NumberNodes numbers;
  private final CategoryNodes categories;
  private final List<Numbers> plain = new ArrayList<>();
  private final List<String> features = new ArrayList<>();

  FeatureNodes(Graph graph, FeatureSchema schema) {
    this.graph = graph;
    this.schema = schema;
    this.inputs = new Inputs(schema);
    this.numbers = new NumberNodes(graph);
    this.categories = new CategoryNodes(graph, schema.missingTexts());
  }

  /**
   * Adds an input for each column.
   *
   * @return [N, schema.width()], float32: NaN somewhere in each row that lacks a value for which
   *     nothing stands, or has one that is no finite float32 number
   */
  String x() {
    Map<Integer, FillLevels> encoded = schema.expansion().encoded();
    int[] offsets = schema.offsets();
    for (int i = 0; i < offsets.length; i++) {
      add(schema.columns().get(i), encoded.get(offsets[i]));
    }
    addPlain();
    return graph.concat(features);
  }

  private void add(FeatureColumn column, @Nullable FillLevels levels) {
    String input = graph.input(inputs.port(column));
    if (column instanceof Categorical categorical) {
      addPlain();
      features.add(categories.oneHot(categorical, inputs.imputes(column), input));
      return;
    }
    Numbers found = numbers(column, input);
    if (levels != null) {
      addPlain();
      features.add(numbers.encoded(numbers.linear(found), levels));
      return;
    }
    if (!plain.isEmpty() && isClipped(found) != isClipped(plain.get(0))) {
      addPlain();
    }
    plain.add(found);
  }

  /** The columns of plain numbers that came last. */
  private void addPlain() {
    if (!plain.isEmpty()) {
      Numbers all = numbers.concat(plain);
      String linear = numbers.linear(all);
      features.add(isClipped(all) ? numbers.clipped(linear) : linear);
      plain.clear();
    }
  }

  /** Whether what becomes of the numbers is clipped: of all or none, as they have one scaling. */
  private static boolean isClipped(Numbers found) {
    return found.scalings().get(0).kind() == Kind.ROBUST;
  }

  private Numbers numbers(FeatureColumn column, String input) {
    if (column instanceof Numeric number) {
      double impute = inputs.imputes(column) ? number.impute().orElseThrow() : Double.NaN;
      return new Numbers(graph.column(input), List.of(number.scaling()), List.of(impute));
    } else if (column instanceof Calendar calendar) {
      String parts = new CalendarNodes(graph).parts(input);
      return numbers(calendar.parts(), parts, inputs.imputes(column));
    } else if (column instanceof Vector vector) {
      return numbers(vector, input, inputs.imputes(column));
    }
    throw new IllegalStateException("there are no nodes for the column " + column);
  }

  private static Numbers numbers(Vector column, String values, boolean imputes) {
    List<Double> none = Collections.nCopies(column.width(), Double.NaN);
    return new Numbers(values, column.scalings(), imputes ? column.impute() : none);
  }
}
