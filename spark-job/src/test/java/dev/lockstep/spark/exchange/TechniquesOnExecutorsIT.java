package dev.lockstep.spark.exchange;

import dev.lockstep.spark.testing.TestCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same on two executors, each a process, of which one has nothing to do for a single shard. */
@SuppressWarnings("NullAway.Init") // JUnit sets it.
final class TechniquesOnExecutorsIT {
  private static final Duration LONG = Duration.ofSeconds(60);

  private static TestCluster cluster;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    cluster = new TestCluster();
  }

  @AfterAll
  static void stop() throws IOException {
    cluster.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7})
  void sessionsJobsAndOneProcessTrainTheSameState(int shards, @TempDir Path directory) {
    new TechniquesExchanged(cluster.session(), cluster.settings(LONG, LONG))
        .trainTheSameState(directory, shards);
  }
}
