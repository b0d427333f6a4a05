package dev.lockstep.spark.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.apache.spark.SparkException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The texts are those of Spark 4.1, shortened. */
final class FirstCauseTest {
  private static final String TRACE =
      "\n\tat org.apache.spark.scheduler.Task.run(Task.scala:147)\n\t... 12 more\n";

  private static SparkException aborted(String executor, String reason) {
    return aborted(executor, reason, null);
  }

  private static SparkException aborted(String executor, String reason, @Nullable Throwable cause) {
    return new SparkException(
        "Job aborted due to stage failure: Task 0 in stage 3.0 failed 4 times, most recent failure:"
            + " Lost task 0.3 in stage 3.0 (TID 7) (node3 executor "
            + executor
            + "): "
            + reason
            + "\nDriver stacktrace:",
        cause);
  }

  @Test
  void ofAJobThatWasAbortedTheTasksFirstCauseIsSaidAndWhereItRan() {
    String reason =
        "java.lang.IllegalStateException: outer"
            + TRACE
            + "Caused by: java.io.IOException: the\nfirst"
            + TRACE;
    assertThat(FirstCause.of(aborted("2", reason), ""))
        .isEqualTo("executor 2 on node3: the\nfirst");
    assertThat(FirstCause.of(aborted("driver", reason), "")).isEqualTo("the\nfirst");
  }

  @Test
  void aTraceIsNeverAMessage() {
    assertThat(FirstCause.of(new SparkException("\nDriver stacktrace:" + TRACE), ""))
        .isEqualTo("Spark does not say why");
    assertThat(FirstCause.of(new SparkException("Job 7 cancelled\n" + TRACE), ""))
        .isEqualTo("Job 7 cancelled");
    assertThat(FirstCause.of(new IllegalStateException((String) null), ""))
        .isEqualTo("illegal state");
  }

  @Test
  void aLostExecutorIsNamedWithWhatItsExitCodeMeans() {
    String lost =
        "ExecutorLostFailure (executor 2 exited caused by one of the running tasks) Reason: ";
    assertThat(FirstCause.of(aborted("2", lost + "Command exited with code 137"), ""))
        .startsWith("executor 2 on node3 was lost: Command exited with code 137 (it was killed")
        .contains("spark.executor.memoryOverhead");
    assertThat(FirstCause.of(aborted("2", lost + "Command exited with code 52"), ""))
        .contains("ran out of memory", "--executor-memory");
    assertThat(FirstCause.of(aborted("2", lost + "Executor heartbeat timed out"), ""))
        .isEqualTo("executor 2 on node3 was lost: Executor heartbeat timed out");
  }

  @Test
  void memoryThatIsUsedUpIsSaidWhateverItIsWrappedIn() {
    Error error = new OutOfMemoryError("Java heap space");
    long heap = Runtime.getRuntime().maxMemory() >> 20;
    assertThat(FirstCause.of(new IllegalStateException("cut", error), ""))
        .startsWith("the driver ran out of memory (Java heap space) in a heap of ")
        .contains(String.format(java.util.Locale.ROOT, "%,d MiB", heap), "--driver-memory");
    // Scala's readers of text files match on the kinds of exceptions that they know.
    String reason = "scala.MatchError: java.lang.OutOfMemoryError: Java heap space (of class x)";
    assertThat(FirstCause.of(aborted("2", reason + TRACE), ""))
        .startsWith("executor 2 on node3 ran out of memory (Java heap space); give executors more")
        .contains("--executor-memory");
    assertThat(FirstCause.of(new OutOfMemoryError("unable to create native thread: x"), ""))
        .contains("no more threads", "ulimit -u")
        .doesNotContain("--driver-memory");
    assertThat(FirstCause.of(new OutOfMemoryError("Metaspace"), ""))
        .startsWith("the driver ran out of memory for classes (Metaspace)")
        .contains("-XX:MaxMetaspaceSize", "--driver-java-options")
        .doesNotContain("--driver-memory");
    String classes = "java.lang.OutOfMemoryError: Compressed class space";
    assertThat(FirstCause.of(aborted("2", classes + TRACE), ""))
        .startsWith("executor 2 on node3 ran out of memory for classes")
        .contains("spark.executor.extraJavaOptions");
  }

  @Test
  void ofAFullDiskTheFileOrTheDirectoryIsNamed() {
    IOException full = new IOException("No space left on device");
    assertThat(FirstCause.of(new Error(new IOException("/disk/x: No space left on device")), ""))
        .isEqualTo("/disk/x: No space left on device");
    full.setStackTrace(
        new StackTraceElement[] {
          new StackTraceElement("java.io.FileOutputStream", "write", null, 1),
          new StackTraceElement("org.apache.spark.storage.DiskBlockObjectWriter", "write", null, 1)
        });
    assertThat(FirstCause.of(aborted("driver", "x", full), "/scratch"))
        .isEqualTo("spark.local.dir /scratch: No space left on device");
    assertThat(FirstCause.of(aborted("2", "x", full), ""))
        .isEqualTo("executor 2 on node3: spark.local.dir: No space left on device");
    assertThat(FirstCause.isExhaustion(new IllegalStateException(full))).isTrue();
    assertThat(FirstCause.isExhaustion(new IOException("not a Parquet file"))).isFalse();
  }

  @Test
  void causesThatGoRoundInCirclesComeToAnEnd() {
    Exception first = new IllegalStateException("first");
    Exception second = new IllegalStateException("second", first);
    first.initCause(second);
    assertThat(FirstCause.of(first, "")).containsAnyOf("first", "second");
  }
}
