package dev.lockstep.spark.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spark.testing.TestSpark;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same on one core, whose only task holds all shards. */
final class TechniquesOnOneCoreIT {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7})
  void sessionsJobsAndOneProcessTrainTheSameState(int shards, @TempDir Path directory) {
    SparkSession spark = TestSpark.onCores(1);
    assertThat(spark.sparkContext().master()).isEqualTo("local[1]");
    new TechniquesExchanged(spark, TestSpark.settings()).trainTheSameState(directory, shards);
  }
}
