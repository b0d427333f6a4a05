package dev.lockstep.spark.table.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spark.table.Loading;
import dev.lockstep.spark.table.Rows;
import dev.lockstep.spark.table.pack.LoadedData;
import dev.lockstep.spark.testing.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that are not shuffled lie in their shard in the order of the input. */
class InputOrderTest {
  private static final String BLOCK = "spark.sql.files.maxPartitionBytes";

  @TempDir private Path directory;

  @AfterEach
  void forget() {
    TestSpark.session().conf().unset(BLOCK);
  }

  /** A file of rows numbered from that one on. */
  private Path csv(String name, int first, int rows) throws IOException {
    List<String> lines = new ArrayList<>(List.of("x,label"));
    for (int i = first; i < first + rows; i++) {
      lines.add(i + "," + i % 2);
    }
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, lines);
  }

  private static List<Integer> order(Path... paths) {
    LoadedData data = new Loading().format("csv", Map.of()).regression().from(paths).load();
    return Rows.of(data).stream().map(row -> (int) row[0]).toList();
  }

  private static List<Integer> range(int from, int to) {
    return java.util.stream.IntStream.range(from, to).boxed().toList();
  }

  @Test
  void filesComeAsTheyAreListedWhateverTheirSizesAndNames() throws IOException {
    Path small = csv("z small, first.csv", 0, 3);
    Path large = csv("a.csv", 3, 500);
    Path middle = csv("m.csv", 503, 40);
    assertThat(order(small, large, middle)).isEqualTo(range(0, 543));
  }

  @Test
  void filesOfADirectoryComeByName() throws IOException {
    csv("d/part-2.csv", 105, 300);
    csv("d/part-1.csv", 5, 100);
    csv("d/part-0.csv", 0, 5);
    Path before = csv("e.csv", -20, 20);
    assertThat(order(before, directory.resolve("d"))).isEqualTo(range(-20, 405));
  }

  @Test
  void blocksOfAFileComeByTheirStart() throws IOException {
    TestSpark.session().conf().set(BLOCK, "700");
    Path first = csv("long.csv", 0, 1000);
    Path second = csv("also long.csv", 1000, 300);
    assertThat(order(first, second)).isEqualTo(range(0, 1300));
  }
}
