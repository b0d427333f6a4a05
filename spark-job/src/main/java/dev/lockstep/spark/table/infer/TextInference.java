package dev.lockstep.spark.table.infer;

import dev.lockstep.feature.value.TextShape;
import dev.lockstep.spark.table.read.KeptTexts;
import dev.lockstep.spark.table.source.ReadFailure;
import dev.lockstep.spark.table.source.TableSource;
import dev.lockstep.spark.table.source.Tables.Table;
import dev.lockstep.spark.table.value.MissingTexts;
import dev.lockstep.spark.table.value.TextMemo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Finds what the columns of a table hold whose format has no types: in one pass, by all their
 * values. A column holds numbers, say, if each of its texts that is not missing is one.
 */
final class TextInference {
  private static final TextShape[] SHAPES = TextShape.values();

  /** Set for a column that has a value at all; the bits below exclude a shape each. */
  private static final int SEEN = 1 << SHAPES.length;

  private static final int ALL = 2 * SEEN - 1;

  /** How texts write numbers matters where they come back as they stood: of classes. */
  private static final int NO_CLASS =
      TextShape.INT.bit() | TextShape.LONG.bit() | TextShape.DOUBLE.bit() | TextShape.FLAG.bit();

  private final MissingTexts missing;
  private final Set<String> classes;

  /**
   * An inference.
   *
   * @param classes the columns whose values are classes: of others, only {@link TextShape#NUMBER},
   *     BOOLEAN and DATE are told
   */
  TextInference(MissingTexts missing, Set<String> classes) {
    this.missing = missing;
    this.classes = classes;
  }

  /** What columns of text hold, by name; throws BadDataException if the table cannot be read. */
  Map<String, TextColumn> columns(Table table, Collection<String> names) {
    return columns(table, Optional.empty(), names);
  }

  /** The same of a table whose rows are perhaps kept. */
  Map<String, TextColumn> columns(Table table, Optional<KeptTexts> kept, Collection<String> names) {
    if (names.isEmpty()) {
      return Map.of();
    }
    try {
      JavaRDD<InternalRow> rows =
          kept.map(KeptTexts::rows)
              .orElseGet(() -> table.rows().queryExecution().toRdd().toJavaRDD());
      return columns(rows, table.rows().schema(), names);
    } catch (Exception e) {
      throw ReadFailure.of(e, "cannot read " + table.name());
    }
  }

  private Map<String, TextColumn> columns(
      JavaRDD<InternalRow> table, StructType schema, Collection<String> names) {
    int[] ordinals = names.stream().mapToInt(schema::fieldIndex).toArray();
    int[] begin = names.stream().mapToInt(name -> classes.contains(name) ? 0 : NO_CLASS).toArray();
    int malformed = List.of(schema.fieldNames()).indexOf(TableSource.MALFORMED_COLUMN);
    MissingTexts none = missing;
    int[] found = begin.clone();
    table
        .mapPartitions(rows -> List.of(found(rows, malformed, ordinals, begin, none)).iterator())
        .collect()
        .forEach(part -> merge(part, found));
    Map<String, TextColumn> columns = new LinkedHashMap<>();
    List<String> ordered = new ArrayList<>(names);
    for (int i = 0; i < found.length; i++) {
      columns.put(ordered.get(i), new TextColumn(found[i]));
    }
    return columns;
  }

  private static int[] found(
      Iterator<InternalRow> rows,
      int malformed,
      int[] ordinals,
      int[] begin,
      MissingTexts missing) {
    int[] found = begin.clone();
    List<TextMemo<Integer>> excluded = new ArrayList<>();
    for (int i = 0; i < found.length; i++) {
      int column = i;
      // What is known already need not be found again, now or when the text comes back.
      excluded.add(new TextMemo<>(text -> excluded(text, found[column], missing)));
    }
    while (rows.hasNext()) {
      InternalRow row = rows.next();
      // What is wrong with a malformed row must not decide what a column holds.
      if (malformed < 0 || row.isNullAt(malformed)) {
        add(row, ordinals, found, excluded);
      }
    }
    return found;
  }

  private static void add(
      InternalRow row, int[] ordinals, int[] found, List<TextMemo<Integer>> excluded) {
    for (int i = 0; i < ordinals.length; i++) {
      if (found[i] != ALL && !row.isNullAt(ordinals[i])) {
        found[i] |= excluded.get(i).of(row.getUTF8String(ordinals[i]));
      }
    }
  }

  /** The shapes that a text excludes, beside those known to be excluded; 0 of a missing value. */
  private static int excluded(UTF8String text, int before, MissingTexts missing) {
    if (missing.contains(text)) {
      return 0;
    }
    String value = text.toString();
    int known = before | SEEN;
    for (TextShape shape : SHAPES) {
      if ((known & shape.bit()) == 0 && !shape.fits(value)) {
        known |= shape.bit();
      }
    }
    return known;
  }

  private static void merge(int[] part, int[] into) {
    for (int i = 0; i < into.length; i++) {
      into[i] |= part[i];
    }
  }

  /** What is known of a column. */
  record TextColumn(int found) {
    /** Whether it has any value. */
    boolean hasValues() {
      return (found & SEEN) != 0;
    }

    /** The type, as SQL calls it, of a column whose values are written as these are. */
    String writtenType() {
      if (isAll(TextShape.INT)) {
        return "int";
      } else if (isAll(TextShape.LONG)) {
        return "bigint";
      } else if (isAll(TextShape.FLAG)) {
        return "boolean";
      }
      return isAll(TextShape.DOUBLE) ? "double" : "string";
    }

    /** Whether every value has that shape. */
    boolean isAll(TextShape shape) {
      return hasValues() && (found & shape.bit()) == 0;
    }
  }
}
