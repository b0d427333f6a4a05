package dev.lockstep.spark.exchange;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.spark.testing.Recipe;
import dev.lockstep.spark.testing.SmallTraining;
import dev.lockstep.spark.testing.SmallTraining.Size;
import dev.lockstep.spark.testing.TestSpark;
import java.nio.file.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Statistics of whole mini-batches have the same bits in sessions in one JVM. */
@Timeout(120)
final class SynchronisedExchangedTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7})
  void sessionsAndOneProcessTrainTheSameState(int shards, @TempDir Path directory) {
    new SynchronisedExchanged(TestSpark.session(), TestSpark.settings())
        .trainTheSameState(directory, shards);
  }

  @Test
  void jobsAreRefused(@TempDir Path directory) {
    Size size = new Size(500, 2, 6, 1);
    SmallTraining training =
        new SmallTraining(TestSpark.session(), directory, size, Recipe.synchronised());
    JavaSparkContext spark = new JavaSparkContext(TestSpark.session().sparkContext());
    assertThatThrownBy(() -> training.jobs(spark))
        .hasMessageContaining("batch norm over whole mini-batches takes a session");
  }
}
