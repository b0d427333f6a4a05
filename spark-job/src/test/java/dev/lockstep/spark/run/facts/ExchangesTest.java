package dev.lockstep.spark.run.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.metric.MetricSet;
import dev.lockstep.spark.config.ExchangeConfig;
import dev.lockstep.spark.config.ExchangeConfig.GradientCompression;
import dev.lockstep.spark.config.ExchangeConfig.Protection;
import dev.lockstep.spark.config.ExchangeConfig.Routes;
import dev.lockstep.spark.config.TrainingConfig.Exchange;
import dev.lockstep.spark.exchange.driver.SessionUnavailableException;
import dev.lockstep.spark.testing.SmallTraining;
import dev.lockstep.spark.testing.TestSpark;
import dev.lockstep.train.GradientSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is chosen when another job holds one of Spark's two slots, and when none does. */
final class ExchangesTest {
  private static final CountDownLatch HELD = new CountDownLatch(1);
  private static final CountDownLatch LET_GO = new CountDownLatch(1);
  private static final ExchangeConfig SOON =
      new ExchangeConfig(
          0,
          Protection.CHECKSUM,
          GradientCompression.NONE,
          Duration.ofSeconds(1),
          Duration.ofSeconds(60),
          100_000,
          Routes.STAR);

  @Test
  @Timeout(60)
  void sessionsWhereTheirTasksCanAllRunAtOnceAndOtherwiseJobs(@TempDir Path directory)
      throws Exception {
    SparkSession spark = TestSpark.session();
    JavaSparkContext context = new JavaSparkContext(spark.sparkContext());
    SmallTraining training =
        new SmallTraining(spark, directory, new SmallTraining.Size(700, 2, 64, 1));
    Exchanges exchanges =
        new Exchanges(context, training.task(MetricSet.binary()), training.data());
    JavaFutureAction<Void> other =
        context.parallelize(List.of(1), 1).foreachAsync(ExchangesTest::hold);
    try {
      HELD.await();
      assertThatThrownBy(() -> exchanges.open(Exchange.SESSION, SOON))
          .isInstanceOf(SessionUnavailableException.class)
          .hasMessage(
              "1 of 2 workers came within 1 seconds (exchange.start_timeout); Spark has the slots, but another job may hold some, or an executor not answer; missing is the worker of shards 1 to 1 (not connected)");
      assertThat(name(exchanges)).isEqualTo("job");
    } finally {
      LET_GO.countDown();
    }
    other.get();
    assertThat(name(exchanges)).isEqualTo("session");
  }

  private static void hold(int element) throws InterruptedException {
    HELD.countDown();
    LET_GO.await();
  }

  private static String name(Exchanges exchanges) {
    try (GradientSource gradients = exchanges.open(Exchange.AUTO, SOON)) {
      return Exchanges.name(gradients);
    }
  }
}
