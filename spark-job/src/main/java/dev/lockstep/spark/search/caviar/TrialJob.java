package dev.lockstep.spark.search.caviar;

import dev.lockstep.spark.failure.FirstCause;
import dev.lockstep.spark.search.trial.TrialResult;
import dev.lockstep.spark.search.trial.TrialRun.Left;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.apache.spark.SimpleFutureAction;
import org.apache.spark.SparkContext;
import scala.collection.immutable.Seq;
import scala.concurrent.ExecutionContext;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction0;
import scala.runtime.AbstractFunction1;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;
import scala.util.Failure;
import scala.util.Try;

/** One Spark job, whose results are used as they come, on the thread that waits for it. */
final class TrialJob {
  private final SparkContext spark;
  private final TrialRdd trials;
  private final TrialTask task;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

  TrialJob(SparkContext spark, TrialRdd trials, TrialTask task) {
    this.spark = spark;
    this.trials = trials;
    this.task = task;
  }

  /** What Spark tells. */
  private sealed interface Event {}

  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Result(byte[][] content) implements Event {}

  private record End(Try<?> how) implements Event {}

  /**
   * Runs it.
   *
   * @throws LostTrialException if executors were lost again and again
   * @throws CancellationException if the thread is interrupted
   */
  void run(Consumer<Left> done) {
    SimpleFutureAction<BoxedUnit> action = spark.submitJob(trials, task, all(), handler(), end());
    action.onComplete(telling(), ExecutionContext.fromExecutor(Runnable::run));
    try {
      Event event = events.take();
      for (; event instanceof Result result; event = events.take()) {
        done.accept(left(result.content()));
      }
      check(((End) event).how());
    } catch (InterruptedException e) {
      action.cancel();
      CancellationException interrupted = new CancellationException("the search was interrupted");
      interrupted.initCause(e);
      throw interrupted;
    } catch (RuntimeException | Error e) {
      action.cancel();
      throw e;
    }
  }

  private Seq<Object> all() {
    List<Object> indices = new ArrayList<>();
    for (int i = 0; i < trials.getNumPartitions(); i++) {
      indices.add(i);
    }
    return CollectionConverters.asScala(indices).toSeq();
  }

  private static Left left(byte[][] content) {
    try {
      return new Left(TrialResult.of(content[0]), content[1]);
    } catch (IOException e) {
      throw new UncheckedIOException("an executor's result is no result", e);
    }
  }

  private static void check(Try<?> how) {
    if (how instanceof Failure<?> failure) {
      Throwable cause = failure.exception();
      if (FirstCause.isLostExecutor(cause)) {
        throw new LostTrialException(cause);
      }
      throw TrialJob.<RuntimeException>unchecked(cause);
    }
  }

  /** Spark's exceptions are checked, and none of its methods declares them. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> E unchecked(Throwable e) throws E {
    throw (E) e;
  }

  private AbstractFunction2<Object, byte[][], BoxedUnit> handler() {
    return new AbstractFunction2<>() {
      @Override
      public BoxedUnit apply(Object index, byte[][] content) {
        events.add(new Result(content));
        return BoxedUnit.UNIT;
      }
    };
  }

  private static AbstractFunction0<BoxedUnit> end() {
    return new AbstractFunction0<>() {
      @Override
      public BoxedUnit apply() {
        return BoxedUnit.UNIT;
      }
    };
  }

  private AbstractFunction1<Try<BoxedUnit>, BoxedUnit> telling() {
    return new AbstractFunction1<>() {
      @Override
      public BoxedUnit apply(Try<BoxedUnit> how) {
        events.add(new End(how));
        return BoxedUnit.UNIT;
      }
    };
  }
}
