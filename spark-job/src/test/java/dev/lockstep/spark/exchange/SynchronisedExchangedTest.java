package dev.lockstep.spark.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.spark.testing.Recipe;
import dev.lockstep.spark.testing.SmallTraining;
import dev.lockstep.spark.testing.SmallTraining.Size;
import dev.lockstep.spark.testing.TestSpark;
import dev.lockstep.train.LocalGradients;
import dev.lockstep.train.Split;
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
  void jobsEvaluateAndDoNotTrain(@TempDir Path directory) {
    Size size = new Size(500, 2, 6, 1);
    SmallTraining training =
        new SmallTraining(TestSpark.session(), directory, size, Recipe.synchronised());
    LocalGradients local = training.local();
    float[] values = training.train(local);
    JavaSparkContext spark = new JavaSparkContext(TestSpark.session().sparkContext());
    try (JobGradients jobs = training.jobs(spark)) {
      assertThat(jobs.evaluate(values, Split.DEV).values())
          .isEqualTo(local.evaluate(values, Split.DEV).values());
      assertThatThrownBy(() -> jobs.at(values, 0))
          .hasMessageContaining("batch norm over whole mini-batches takes a session");
      assertThatThrownBy(() -> jobs.observe(values, 0))
          .hasMessageContaining("batch norm over whole mini-batches takes a session");
    }
  }
}
