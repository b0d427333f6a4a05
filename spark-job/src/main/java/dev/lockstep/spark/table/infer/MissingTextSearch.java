package dev.lockstep.spark.table.infer;

import dev.lockstep.feature.value.TextShape;
import dev.lockstep.spark.table.infer.TextInference.TextColumn;
import dev.lockstep.spark.table.source.ReadFailure;
import dev.lockstep.spark.table.source.Tables;
import dev.lockstep.spark.table.source.Tables.Table;
import dev.lockstep.spark.table.value.MissingTexts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.unsafe.types.UTF8String;

/** Finds the texts in a table by which people say that a value is missing. */
public final class MissingTextSearch {
  /** Texts that mean nothing else. */
  private static final List<String> ALWAYS =
      List.of("?", "NA", "N/A", "n/a", "#N/A", "<NA>", "NULL", "null", "nan", "NAN", "\\N");

  /** Texts that may be a category, but are no number and no date. */
  private static final List<String> AMONG_NUMBERS =
      List.of("-", "--", ".", "None", "none", "unknown", "Unknown", "missing", "Missing", "NaT");

  private final Table table;
  private final List<String> names;

  /** In the columns of texts, of a label only such as mean nothing else. */
  public MissingTextSearch(Table table, String label) {
    this.table = table;
    this.names =
        Arrays.stream(table.rows().schema().fields())
            .filter(field -> field.dataType() instanceof StringType)
            .map(StructField::name)
            .filter(name -> !Tables.isOwn(name) && !name.equals(label))
            .toList();
  }

  /** Those texts, as a configuration names them. */
  public List<String> find() {
    if (names.isEmpty()) {
      return List.of();
    }
    List<String> candidates = new ArrayList<>(ALWAYS);
    candidates.addAll(AMONG_NUMBERS);
    long[] seen = seen(candidates);
    List<String> found = new ArrayList<>();
    for (int i = 0; i < ALWAYS.size(); i++) {
      if (isSeen(seen, i)) {
        found.add(ALWAYS.get(i));
      }
    }
    found.addAll(amongNumbers(seen, found));
    return List.copyOf(found);
  }

  private static boolean isSeen(long[] seen, int candidate) {
    return Arrays.stream(seen).anyMatch(column -> (column & 1L << candidate) != 0);
  }

  /** The other texts of the columns that hold nothing but numbers, or dates, beside them. */
  private List<String> amongNumbers(long[] seen, List<String> always) {
    long others = -1L << ALWAYS.size();
    List<String> suspects = new ArrayList<>();
    for (int i = 0; i < seen.length; i++) {
      if ((seen[i] & others) != 0) {
        suspects.add(names.get(i));
      }
    }
    List<String> all = new ArrayList<>(always);
    all.addAll(AMONG_NUMBERS);
    Map<String, TextColumn> without =
        new TextInference(new MissingTexts(all), Set.of()).columns(table, suspects);
    List<String> found = new ArrayList<>();
    for (int i = 0; i < AMONG_NUMBERS.size(); i++) {
      long bit = 1L << (ALWAYS.size() + i);
      for (int column = 0; column < seen.length; column++) {
        TextColumn rest = without.get(names.get(column));
        if ((seen[column] & bit) != 0 && rest != null && isNoText(rest)) {
          found.add(AMONG_NUMBERS.get(i));
          break;
        }
      }
    }
    return found;
  }

  private static boolean isNoText(TextColumn column) {
    return column.isAll(TextShape.NUMBER)
        || column.isAll(TextShape.BOOLEAN)
        || column.isAll(TextShape.DATE);
  }

  /** Which candidates each column has, a bit each. */
  private long[] seen(List<String> candidates) {
    int[] ordinals = names.stream().mapToInt(table.rows().schema()::fieldIndex).toArray();
    String[] texts = candidates.toArray(String[]::new);
    long[] seen = new long[ordinals.length];
    try {
      table
          .rows()
          .queryExecution()
          .toRdd()
          .toJavaRDD()
          .mapPartitions(rows -> List.of(seen(rows, ordinals, texts)).iterator())
          .collect()
          .forEach(part -> Arrays.setAll(seen, i -> seen[i] | part[i]));
    } catch (Exception e) {
      throw ReadFailure.of(e, "cannot read " + table.name());
    }
    return seen;
  }

  private static long[] seen(Iterator<InternalRow> rows, int[] ordinals, String[] texts) {
    List<UTF8String> candidates = Arrays.stream(texts).map(UTF8String::fromString).toList();
    int longest = candidates.stream().mapToInt(UTF8String::numBytes).max().orElse(0);
    long[] seen = new long[ordinals.length];
    while (rows.hasNext()) {
      InternalRow row = rows.next();
      for (int i = 0; i < ordinals.length; i++) {
        if (!row.isNullAt(ordinals[i])) {
          seen[i] |= bit(row.getUTF8String(ordinals[i]).trimAll(), candidates, longest);
        }
      }
    }
    return seen;
  }

  private static long bit(UTF8String text, List<UTF8String> candidates, int longest) {
    int place = text.numBytes() > longest ? -1 : candidates.indexOf(text);
    return place < 0 ? 0 : 1L << place;
  }
}
