package dev.lockstep.warmstart;

import dev.lockstep.feature.FeatureColumn;
import dev.lockstep.feature.FeatureSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The inputs of a network as one schema makes them, told by those that another makes of the same
 * row: old[i] = constant[i] + the sum of factor * now[j] over the terms of i.
 *
 * <p>Columns belong together by their names and kinds. What is scaled is told exactly, but for the
 * clip of robust scaling; so are categories that both have. The fill levels of bins are exact at
 * all edges of the new bins, between which they are interpolated. A column that the new schema
 * lacks stays what a missing value was, or 0.
 */
final class InputMap {
  /** That the old input is so many times the new one, among others. */
  record Term(int old, int now, double factor) {}

  private final double[] constants;
  private final List<Term> terms = new ArrayList<>();

  private InputMap(int width) {
    this.constants = new double[width];
  }

  static InputMap of(FeatureSchema old, FeatureSchema now) {
    Map<String, FeatureColumn> columns = new HashMap<>();
    Map<String, Integer> places = new HashMap<>();
    int width = 0;
    for (FeatureColumn column : now.columns()) {
      columns.put(column.name(), column);
      places.put(column.name(), width);
      width += column.width();
    }
    InputMap map = new InputMap(old.width());
    int offset = 0;
    for (FeatureColumn column : old.columns()) {
      String name = column.name();
      map.add(column, offset, columns.get(name), places.getOrDefault(name, -1));
      offset += column.width();
    }
    return map;
  }

  /** [old width], not to be modified. */
  double[] constants() {
    return constants;
  }

  List<Term> terms() {
    return terms;
  }

  private void add(FeatureColumn column, int old, @Nullable FeatureColumn other, int now) {
    if (column instanceof FeatureColumn.Numeric from && other instanceof FeatureColumn.Numeric to) {
      add(new NumberMap(from, to), old, now);
    } else if (column instanceof FeatureColumn.Categorical from
        && other instanceof FeatureColumn.Categorical to) {
      addCategories(from, old, to, now);
    } else if (column instanceof FeatureColumn.Calendar from
        && other instanceof FeatureColumn.Calendar to) {
      addElements(from.parts(), old, to.parts(), now);
    } else if (column instanceof FeatureColumn.Vector from
        && other instanceof FeatureColumn.Vector to
        && from.width() == to.width()) {
      addElements(from, old, to, now);
    } else {
      addMissing(column, old);
    }
  }

  private void add(NumberMap number, int old, int now) {
    for (int i = 0; i < number.width(); i++) {
      NumberMap.Affine affine = number.of(i);
      constants[old + i] = affine.constant();
      for (int j = 0; j < affine.factors().length; j++) {
        addTerm(old + i, now + affine.first() + j, affine.factors()[j]);
      }
    }
  }

  private void addTerm(int old, int now, double factor) {
    if (factor != 0) {
      terms.add(new Term(old, now, factor));
    }
  }

  private void addCategories(
      FeatureColumn.Categorical from, int old, FeatureColumn.Categorical to, int now) {
    for (int i = 0; i < from.categories().size(); i++) {
      int place = to.categories().indexOf(from.categories().get(i));
      if (place >= 0) {
        addTerm(old + i, now + place, 1);
      }
    }
    if (from.missingSlot() && to.missingSlot()) {
      addTerm(old + from.categories().size(), now + to.categories().size(), 1);
    }
  }

  private void addElements(FeatureColumn.Vector from, int old, FeatureColumn.Vector to, int now) {
    for (int i = 0; i < from.width(); i++) {
      NumberMap.Affine affine = NumberMap.scaled(from.scalings().get(i), to.scalings().get(i));
      constants[old + i] = affine.constant();
      addTerm(old + i, now + i, affine.factors()[0]);
    }
  }

  private void addMissing(FeatureColumn column, int old) {
    if (column.imputes()) {
      float[] inputs = ColumnInputs.ofMissing(column);
      for (int i = 0; i < inputs.length; i++) {
        constants[old + i] = inputs[i];
      }
    }
  }
}
