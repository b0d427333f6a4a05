package dev.lockstep.spark.exchange;

import dev.lockstep.spark.testing.TestSpark;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every technique at once gives the same bits, whoever computes gradients. */
final class TechniquesExchangedTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7})
  void sessionsJobsAndOneProcessTrainTheSameState(int shards, @TempDir Path directory) {
    new TechniquesExchanged(TestSpark.session(), TestSpark.settings())
        .trainTheSameState(directory, shards);
  }
}
