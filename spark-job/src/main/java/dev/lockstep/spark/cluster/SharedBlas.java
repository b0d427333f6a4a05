package dev.lockstep.spark.cluster;

import dev.lockstep.linalg.Blas;
import dev.lockstep.linalg.BlasChoice;
import dev.lockstep.linalg.BlasKernel;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.util.CollectionAccumulator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The BLAS that the driver has decided on for itself and all executors. One that cannot have it
 * takes another, if none was asked for by name, and the driver is told. Travels in closures.
 */
public final class SharedBlas implements Serializable {
  private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(SharedBlas.class);

  /** Accumulators that this JVM has told. */
  private static final Set<Long> TOLD = ConcurrentHashMap.newKeySet();

  private final BlasChoice.Decided blas;
  private final String description;
  private final CollectionAccumulator<String> others;

  /**
   * Decides it, by loading it in this JVM.
   *
   * @throws BlasUnavailableException if what is asked for by name cannot be had here
   */
  public SharedBlas(SparkContext spark, BlasChoice asked) {
    this.blas = asked.decide();
    this.description = blas.chosen().load().description();
    this.others = spark.collectionAccumulator("executors with another BLAS");
  }

  /** What was decided. */
  public String description() {
    return description;
  }

  /** The kernel that was decided. */
  public BlasKernel kernel() {
    return blas.chosen().kernel();
  }

  /** Loads it in this JVM, or tells the driver, when the task has ended, what is used instead. */
  public Blas load() {
    Blas loaded = blas.load();
    difference(loaded).filter(difference -> TOLD.add(others.id())).ifPresent(others::add);
    return loaded;
  }

  /** What is to be said of this executor, if it has loaded another. */
  public Optional<String> difference(Blas loaded) {
    if (loaded.description().equals(description)) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "executor %s (%s) computes with %s, the driver with %s: the last bits may differ from those of other runs",
            SparkEnv.get().executorId(),
            SparkEnv.get().blockManager().blockManagerId().host(),
            loaded.description(),
            description));
  }

  /** The driver has been told of a difference. */
  public void add(String difference) {
    LOG.warn("{}", difference);
    others.add(difference);
  }

  /** What the driver has been told, by tasks when they ended. */
  public List<String> differences() {
    return others.value().stream().distinct().toList();
  }
}
