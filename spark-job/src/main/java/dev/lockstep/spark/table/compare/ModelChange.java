package dev.lockstep.spark.table.compare;

import java.util.Locale;

/**
 * What of a column is otherwise in a table than in the model that a training starts from.
 *
 * @param model what the model has, in words
 * @param table what the table has, in words
 * @param outcome what becomes of it, in words
 * @param refused whether the model cannot be trained on the table
 */
public record ModelChange(
    String column, Kind kind, String model, String table, String outcome, boolean refused) {
  /** What has changed. */
  public enum Kind {
    MISSING_COLUMN,
    TYPE,
    NEW_COLUMN,
    NEW_CATEGORIES,
    VANISHED_CATEGORIES,
    MISSING_VALUES,
    SCALE,
    NEW_CLASSES,
    VANISHED_CLASSES;

    /** The name in reports. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The same for people. */
    String words() {
      return toString().replace('_', ' ');
    }
  }

  /** One that the training can live with. */
  public static ModelChange of(
      String column, Kind kind, String model, String table, String outcome) {
    return new ModelChange(column, kind, model, table, outcome, false);
  }

  /** One that it cannot. */
  public static ModelChange refused(String column, Kind kind, String model, String table) {
    return new ModelChange(column, kind, model, table, "refused", true);
  }

  /** In a sentence. */
  public String describe() {
    return String.format(
        Locale.ROOT,
        "%s: %s (%s in the model, %s in the table)",
        column,
        kind.words(),
        model,
        table);
  }
}
