package dev.lockstep.spark.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.nn.GradientSum;
import dev.lockstep.spark.table.BadDataException;
import dev.lockstep.spark.table.source.SyntheticTable;
import dev.lockstep.spark.testing.ForwardingGradients;
import dev.lockstep.spark.testing.SmallTraining;
import dev.lockstep.spark.testing.SmallTraining.Size;
import dev.lockstep.spark.testing.TestCluster;
import dev.lockstep.train.GradientSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A real executor is killed, and its shards are built again from a table that is another by then:
 * the training ends, whichever way gradients take, and names what has changed.
 */
@SuppressWarnings("NullAway.Init") // JUnit sets them.
@Timeout(120)
final class TableChangesIT {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final int ROWS = 4000;
  private static final long DISTURBED = 50;

  private static TestCluster cluster;
  private static JavaSparkContext spark;
  @TempDir private Path directory;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    cluster = new TestCluster();
    spark = new JavaSparkContext(cluster.session().sparkContext());
  }

  @AfterAll
  static void stop() throws IOException {
    cluster.close();
  }

  @BeforeEach
  void bothExecutorsAreThere() throws InterruptedException {
    cluster.awaitExecutors(2);
  }

  enum Exchange {
    JOB {
      @Override
      GradientSource open(SmallTraining training) {
        return training.jobs(spark);
      }
    },
    SESSION {
      @Override
      GradientSource open(SmallTraining training) {
        return training.sessions(spark, cluster.settings(LONG, LONG));
      }
    };

    abstract GradientSource open(SmallTraining training);
  }

  /**
   * Before one of the steps, something happens to the table, and all executors are killed: one
   * alone may leave every packed row on the other's disk, from which shards are built again.
   */
  private static final class Disturbed extends ForwardingGradients {
    private final Runnable change;

    Disturbed(GradientSource source, Runnable change) {
      super(source);
      this.change = change;
    }

    @Override
    public GradientSum at(float[] parameters, long step) {
      if (step == DISTURBED) {
        change.run();
        TestCluster.processes().forEach(TestCluster::kill);
      }
      return super.at(parameters, step);
    }
  }

  private SmallTraining training() {
    return new SmallTraining(cluster.session(), directory, new Size(ROWS, 3, 40, 2));
  }

  private List<Path> files(String table) {
    try (Stream<Path> files = Files.list(directory.resolve(table))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("part-"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes another table, now; its files are to take the place of this one's, later. */
  private Runnable replacement(int rows, long seed) {
    new SyntheticTable(rows, 5, 2, seed, 0.1)
        .rows(cluster.session(), 3)
        .write()
        .parquet(directory.resolve("other").toString());
    return this::replace;
  }

  private void replace() {
    List<Path> before = files("table");
    List<Path> others = files("other");
    try {
      for (int i = 0; i < before.size(); i++) {
        Path file = before.get(i);
        Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
        Files.move(others.get(i), file, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void assertEnds(Exchange exchange, Runnable change, String what) {
    SmallTraining training = training();
    try (GradientSource source = exchange.open(training)) {
      assertThatThrownBy(() -> training.train(new Disturbed(source, change)))
          .isInstanceOf(BadDataException.class)
          .hasMessageStartingWith("the table changed while it was trained on: file:" + directory)
          .hasMessageContaining(".parquet " + what);
    }
  }

  @ParameterizedTest
  @EnumSource(Exchange.class)
  void aTableWithOtherValues(Exchange exchange) {
    assertEnds(exchange, replacement(ROWS, 2), "is ");
  }

  @ParameterizedTest
  @EnumSource(Exchange.class)
  void aTableWithFewerRows(Exchange exchange) {
    assertEnds(exchange, replacement(ROWS / 2, 1), "is ");
  }

  @ParameterizedTest
  @EnumSource(Exchange.class)
  void aTableThatIsGone(Exchange exchange) {
    Runnable removal =
        () -> {
          try {
            for (Path file : files("table")) {
              Files.delete(file);
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    assertEnds(exchange, removal, "is gone");
  }

  @ParameterizedTest
  @EnumSource(Exchange.class)
  void aTableThatStaysTrainsTheSameBits(Exchange exchange) {
    SmallTraining training = training();
    float[] undisturbed = training.train(training.local());
    try (GradientSource source = exchange.open(training)) {
      assertThat(training.train(new Disturbed(source, () -> {}))).isEqualTo(undisturbed);
    }
  }
}
