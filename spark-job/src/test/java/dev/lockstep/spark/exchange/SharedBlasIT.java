package dev.lockstep.spark.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.linalg.BlasBackend;
import dev.lockstep.linalg.BlasChoice;
import dev.lockstep.linalg.BlasKernel;
import dev.lockstep.metric.MetricSet;
import dev.lockstep.spark.cluster.SharedBlas;
import dev.lockstep.spark.exchange.driver.ExchangeSettings;
import dev.lockstep.spark.exchange.driver.SessionFailedException;
import dev.lockstep.spark.testing.SmallTraining;
import dev.lockstep.spark.testing.SmallTraining.Size;
import dev.lockstep.spark.testing.TestCluster;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executors compute with the kernel of the driver, or the driver is told. */
final class SharedBlasIT {
  private static final Duration LONG = Duration.ofMinutes(2);

  @TempDir private Path directory;

  @Test
  void executorsTakeTheKernelOfTheDriverWhateverTheirEnvironmentSays() throws Exception {
    try (TestCluster cluster =
        new TestCluster(conf -> conf.set("spark.executorEnv." + BlasKernel.VARIABLE, "Prescott"))) {
      JavaSparkContext spark = new JavaSparkContext(cluster.session().sparkContext());
      SmallTraining small = small(cluster);
      float[] local = small.train(small.local());
      try (SessionGradients sessions = small.sessions(spark, settings(cluster))) {
        assertThat(small.train(sessions)).isEqualTo(local);
      }
      assertThat(small.train(small.jobs(spark))).isEqualTo(local);
      assertThat(small.task(MetricSet.binary()).blas().differences()).isEmpty();
    }
  }

  @Test
  void anExecutorThatCannotFollowIsNamedAndRefusedWhereOneWasAskedFor() throws Exception {
    try (TestCluster cluster =
        new TestCluster(
            conf ->
                conf.set("spark.task.maxFailures", "1")
                    .set(
                        "spark.executor.extraJavaOptions",
                        "-Ddev.ludovic.netlib.blas.nativeLibPath=/nonexistent/libblas.so"))) {
      JavaSparkContext spark = new JavaSparkContext(cluster.session().sparkContext());
      SmallTraining small = small(cluster);
      try (SessionGradients sessions = small.sessions(spark, settings(cluster))) {
        small.train(sessions);
      }
      assertTold(small.task(MetricSet.binary()).blas());
      SmallTraining jobs = small(cluster);
      jobs.train(jobs.jobs(spark));
      assertTold(jobs.task(MetricSet.binary()).blas());
      Computation task = small.task(MetricSet.binary());
      SharedBlas named =
          new SharedBlas(spark.sc(), new BlasChoice(BlasBackend.NATIVE, BlasKernel.AUTO));
      Computation asked = new Computation(task.network(), task.plan(), task.metrics(), named);
      assertThatThrownBy(() -> new SessionGradients(spark, asked, small.data(), settings(cluster)))
          .isInstanceOf(SessionFailedException.class)
          .hasMessageContaining("executor ")
          .hasMessageContaining("BLAS backend 'native' cannot be loaded here");
    }
  }

  private static void assertTold(SharedBlas blas) {
    assertThat(blas.differences())
        .isNotEmpty()
        .allMatch(text -> text.matches("executor [01] \\(127.*\\) computes with netlib .*"))
        .allMatch(text -> text.contains(", the driver with OpenBLAS "));
  }

  private SmallTraining small(TestCluster cluster) {
    Path table = directory.resolve(String.valueOf(System.nanoTime()));
    return new SmallTraining(cluster.session(), table, new Size(400, 4, 50, 2));
  }

  private static ExchangeSettings settings(TestCluster cluster) {
    return cluster.settings(LONG, LONG);
  }
}
