package dev.lockstep.spark.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.spark.testing.TestSpark;
import java.time.Duration;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Dataset;
import org.junit.jupiter.api.Test;

class TimeLimitTest {
  private final SparkContext spark = TestSpark.session().sparkContext();

  @Test
  void jobsThatNeverEndAreCancelledOneAfterTheOther() {
    Dataset<?> endless =
        TestSpark.session().range(0, Long.MAX_VALUE, 1, 2).filter("id % 7 = 6 and id % 7 = 5");
    assertThat(
            TimeLimit.within(
                spark,
                Duration.ofMillis(300),
                () -> {
                  try {
                    return endless.count();
                  } catch (Exception e) { // Of Spark, checked and not declared.
                    return endless.count();
                  }
                }))
        .isEmpty();
    assertThat(TestSpark.session().range(5).count()).isEqualTo(5);
  }

  @Test
  void workInTimeGivesWhatItGives() {
    assertThat(TimeLimit.within(spark, Duration.ofHours(1), () -> 3)).contains(3);
    IllegalStateException failure = new IllegalStateException();
    assertThatThrownBy(
            () ->
                TimeLimit.within(
                    spark,
                    Duration.ofHours(1),
                    () -> {
                      throw failure;
                    }))
        .isSameAs(failure);
  }
}
