package dev.lockstep.feature.value;

import dev.lockstep.feature.FeatureColumn;

/** What a column's values are. */
public enum ColumnKind {
  NUMBER("numbers"),
  BOOLEAN("booleans"),
  CATEGORY("categories"),
  VECTOR("arrays of numbers"),
  CALENDAR("dates");

  private final String plural;

  ColumnKind(String plural) {
    this.plural = plural;
  }

  /** The kind of values that a column of a feature schema encodes. */
  public static ColumnKind of(FeatureColumn column) {
    if (column instanceof FeatureColumn.Categorical) {
      return CATEGORY;
    }
    if (column instanceof FeatureColumn.Calendar) {
      return CALENDAR;
    }
    if (column instanceof FeatureColumn.Numeric numeric) {
      return numeric.source() == FeatureColumn.Numeric.Source.BOOLEAN ? BOOLEAN : NUMBER;
    }
    return VECTOR;
  }

  @Override
  public String toString() {
    return plural;
  }
}
