package dev.lockstep.spark.cluster;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.jspecify.annotations.Nullable;

/**
 * What Spark's pages, listeners and logs call the jobs and stages that the calling thread starts.
 * What a program that uses Lockstep has set itself is back when the work is done.
 */
public final class JobName {
  private static final String GROUP = "spark.jobGroup.id";
  private static final String DESCRIPTION = "spark.job.description";
  private static final String INTERRUPT = "spark.job.interruptOnCancel";

  /** What a stage is called. */
  private static final String CALL_SITE = "callSite.short";

  private JobName() {}

  /** Works under a name; in the group of the program, if there is one. */
  public static <T extends @Nullable Object> T during(
      SparkContext spark, String name, Supplier<T> work) {
    Map<String, @Nullable String> before = new HashMap<>();
    for (String property : List.of(GROUP, DESCRIPTION, INTERRUPT, CALL_SITE)) {
      before.put(property, spark.getLocalProperty(property));
    }
    try {
      goOnAs(spark, name);
      if (before.get(GROUP) == null) {
        spark.setLocalProperty(GROUP, "lockstep");
      }
      return work.get();
    } finally {
      before.forEach(spark::setLocalProperty);
    }
  }

  /** Another name for what is started from now on, until the work that has the name is done. */
  public static void goOnAs(SparkContext spark, String name) {
    spark.setLocalProperty(DESCRIPTION, name);
    spark.setLocalProperty(CALL_SITE, name);
  }

  /**
   * Starts what is interrupted when it is cancelled, under the name that there is, or else that
   * one.
   */
  public static <T extends @Nullable Object> T ofInterruptible(
      SparkContext spark, String name, Supplier<T> work) {
    @Nullable String given = spark.getLocalProperty(DESCRIPTION);
    return during(
        spark,
        given == null ? name : given,
        () -> {
          spark.setLocalProperty(INTERRUPT, "true");
          return work.get();
        });
  }
}
