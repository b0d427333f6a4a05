package dev.lockstep.spark.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spark.run.Host;
import dev.lockstep.spark.testing.TestSpark;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Searches one after the other in a session. */
final class SearchGrowthIT {
  private static final int SEARCHES = 5;
  private static final long MEBIBYTE = 1 << 20;

  private final SparkSession spark = TestSpark.session();
  @TempDir private Path directory;

  /** What a process holds. */
  private record Held(long heap, int threads, long files, long temporary) {
    static Held now() throws IOException {
      for (int i = 0; i < 3; i++) {
        System.gc();
      }
      return new Held(
          ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
          ManagementFactory.getThreadMXBean().getThreadCount(),
          count(Path.of("/proc/self/fd")),
          count(Path.of(System.getProperty("java.io.tmpdir"))));
    }

    private static long count(Path directory) throws IOException {
      try (Stream<Path> entries = Files.list(directory)) {
        return entries.count();
      }
    }
  }

  @Test
  void fiveHundredTrialsLeaveNothing() throws IOException {
    SearchFixture fixture = SearchFixture.in(directory, spark);
    search(fixture, 0);
    Held before = Held.now();
    for (int i = 1; i <= SEARCHES; i++) {
      search(fixture, i);
    }
    Held after = Held.now();
    String figures = before + " became " + after;
    assertThat(after.heap()).as(figures).isLessThan(before.heap() + 24 * MEBIBYTE);
    assertThat(after.threads()).as(figures).isLessThan(before.threads() + 10);
    assertThat(after.files()).as(figures).isLessThan(before.files() + 10);
    // Others of this machine use it, too.
    assertThat(after.temporary()).as(figures).isLessThan(before.temporary() + 100);
    System.out.println(figures);
  }

  private void search(SearchFixture fixture, int number) throws IOException {
    SearchResult result =
        new Search(
                spark,
                fixture.config(
                    "budget.trials=100",
                    "seed=" + number,
                    "final_model=false",
                    "output.path=" + directory.resolve("found-" + number)),
                Host.NONE)
            .run(SearchListener.NONE);
    assertThat(result.rows()).hasSizeGreaterThan(100);
  }
}
