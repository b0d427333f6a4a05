package dev.lockstep.spark.cluster;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.rdd.RDD;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/**
 * Hands what is computed of each partition to the driver, in the order of the partitions, as it
 * comes: those that have been used are garbage, where collecting would keep all of them.
 */
public final class PartitionResults<R> extends AbstractFunction2<Object, R, BoxedUnit> {
  private final Consumer<R> use;
  private final Map<Integer, R> early = new HashMap<>();
  private int next;

  private PartitionResults(Consumer<R> use) {
    this.use = use;
  }

  /** Computes a result of each partition, and uses them all. */
  public static <T, R> void use(
      JavaRDD<T> rdd, Function<java.util.Iterator<T>, R> compute, Consumer<R> use) {
    RDD<T> partitions = rdd.rdd();
    partitions
        .sparkContext()
        .runJob(
            partitions,
            new Compute<>(compute),
            new PartitionResults<>(use),
            ClassTag.apply(Object.class));
  }

  /** One at a time: Spark's scheduler calls it. */
  @Override
  public BoxedUnit apply(Object partition, R result) {
    early.put((Integer) partition, result);
    for (R ready = early.remove(next); ready != null; ready = early.remove(next)) {
      use.accept(ready);
      next++;
    }
    return BoxedUnit.UNIT;
  }

  private static final class Compute<T, R> extends AbstractFunction2<TaskContext, Iterator<T>, R>
      implements Serializable {
    private static final long serialVersionUID = 1;
    private final Function<java.util.Iterator<T>, R> compute;

    Compute(Function<java.util.Iterator<T>, R> compute) {
      this.compute = compute;
    }

    @Override
    public R apply(TaskContext context, Iterator<T> rows) {
      try {
        return compute.call(CollectionConverters.asJava(rows));
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
