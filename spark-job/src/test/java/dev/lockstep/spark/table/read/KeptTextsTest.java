package dev.lockstep.spark.table.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spark.table.Loading;
import dev.lockstep.spark.table.source.Tables.Table;
import dev.lockstep.spark.testing.TestSpark;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that are kept, against the same rows as they are read from their files. */
class KeptTextsTest {
  @TempDir Path directory;

  /**
   * More rows than a chunk, few different texts and many; malformed rows, empty texts and files.
   */
  private Loading table() throws IOException {
    StringBuilder large = new StringBuilder("a,b,label\n");
    for (int i = 0; i < 2 * TextChunk.MOST_ROWS + 7; i++) {
      large.append(i % 9 == 0 ? "" : "ünï " + i % 5).append(',');
      large.append(i % 1000 == 4 ? "one,too many" : "text number " + i).append(",x\n");
    }
    write("large.csv", large.toString());
    write("empty.csv", "");
    write("headed.csv", "a,b,label\n");
    for (int i = 0; i < 4; i++) {
      write("small" + i + ".csv", "a,b,label\n" + i + ",\"with\nno line\",y\n,,\n");
    }
    return new Loading().format("csv", Map.of());
  }

  private void write(String name, String content) throws IOException {
    Files.write(directory.resolve(name), content.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> rows(Table table, JavaRDD<RowBlock> blocks) {
    DataType[] types =
        Arrays.stream(table.rows().schema().fields())
            .map(StructField::dataType)
            .toArray(DataType[]::new);
    return blocks.mapPartitionsWithIndex((p, all) -> told(p, all, types), true).collect();
  }

  /** Each row with its partition and its place in the file. */
  private static Iterator<String> told(int partition, Iterator<RowBlock> blocks, DataType[] types) {
    List<String> told = new ArrayList<>();
    RowLocation location = new RowLocation();
    while (blocks.hasNext()) {
      RowBlock block = blocks.next();
      location.next(block.size());
      for (int i = 0; i < block.size(); i++) {
        told.add(partition + " " + location.of(block.place(i)) + values(block.row(i), types));
      }
    }
    return told.iterator();
  }

  private static List<Object> values(InternalRow row, DataType[] types) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < types.length; i++) {
      if (row.isNullAt(i)) {
        values.add("null");
      } else {
        boolean text = types[i] instanceof StringType;
        UTF8String value = text ? row.getUTF8String(i) : UTF8String.fromString("" + row.getInt(i));
        values.add(value.toString());
      }
    }
    return values;
  }

  private static void assertKept(Table table) {
    List<String> read = rows(table, TableScan.blocks(table.rows(), 100));
    KeptTexts kept = Objects.requireNonNull(KeptTexts.of(table, List.of()));
    for (int time = 0; time < 2; time++) {
      JavaRDD<RowBlock> blocks =
          kept.batches().mapPartitions(batches -> TableScan.blocks(batches, 100));
      assertThat(rows(table, blocks)).containsExactlyElementsOf(read);
    }
    assertThat(kept.rows().count()).isEqualTo(read.size());
    kept.unpersist();
    assertThat(kept.rows().count()).isEqualTo(read.size());
  }

  @Test
  void whatIsKeptIsWhatWasReadWithItsPlace() throws IOException {
    assertKept(table().from(directory).open(1).get(0));
  }

  @Test
  void splitsAreKeptToo() throws IOException {
    assertKept(table().split(0.3, 0.2, directory).open(1).get(0));
  }

  @Test
  void excludedColumnsAreNot() throws IOException {
    Table table = table().from(directory).open(1).get(0);
    KeptTexts kept = Objects.requireNonNull(KeptTexts.of(table, List.of("b")));
    int b = table.rows().schema().fieldIndex("b");
    assertThat(kept.rows().filter(row -> !row.isNullAt(b)).count()).isZero();
    kept.unpersist();
  }

  @Test
  void tablesWithTypesAreNot() {
    Path parquet = directory.resolve("typed");
    TestSpark.session()
        .range(5)
        .selectExpr("id", "'x' as label")
        .write()
        .parquet(parquet.toString());
    assertThat(KeptTexts.of(new Loading().from(parquet).open(1).get(0), List.of())).isNull();
  }
}
