package dev.lockstep.spark.checkpoint;

import dev.lockstep.metric.MetricReport;
import dev.lockstep.spark.config.CheckpointConfig;
import dev.lockstep.spark.output.Reason;
import dev.lockstep.train.Split;
import dev.lockstep.train.StepTimes;
import dev.lockstep.train.TrainingListener;
import dev.lockstep.train.TrainingState;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes checkpoints of a training under way. The training waits for a copy of its state in memory;
 * another thread writes that. Where the one before is not written yet, the next one waits for a
 * later step. One that cannot be written is told of, and ends nothing. There is none after the last
 * step, when the model follows, unless it is that of the best evaluation, or what follows fails.
 */
public final class CheckpointWriter implements TrainingListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointWriter.class);

  private final Checkpoints checkpoints;
  private final CheckpointConfig config;
  private final CheckpointedRun run;
  private final BestEvaluation best;
  private final Tally tally = new Tally();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread created = new Thread(work, "checkpoints");
            created.setDaemon(true);
            return created;
          });

  private CompletableFuture<?> writing = CompletableFuture.completedFuture("nothing yet");

  /** What is being written, or was; its memory is taken before the first step. */
  private @Nullable TrainingState copy;

  private @Nullable Due due;

  /** What the checkpoint after the last step says, as long as there is none. */
  private @Nullable Last last;

  /** Whether the latest attempt failed; on the other thread. */
  private boolean failing;

  /** Whether the training has ended. */
  private boolean ended;

  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Last(Description description, byte[] metrics) {}

  /**
   * Of a run.
   *
   * @param before the figure of its best evaluation in earlier processes, if there was one
   */
  public CheckpointWriter(
      Checkpoints checkpoints,
      CheckpointConfig config,
      CheckpointedRun run,
      @Nullable Double before) {
    this.checkpoints = checkpoints;
    this.config = config;
    this.run = run;
    this.best = new BestEvaluation(run.measure(), before);
  }

  @Override
  public void onBegin(TrainingState state) {
    copy = state.copy();
    long stepsPerEpoch = run.plan().batches().stepsPerEpoch();
    due = new Due(config.every(), stepsPerEpoch, state.steps(), System.nanoTime());
  }

  @Override
  public void onEvaluation(Split split, long steps, MetricReport metrics) {
    if (config.keepBest() && split == Split.DEV) {
      best.note(metrics);
    }
  }

  @Override
  public void onState(TrainingState state, StepTimes times) {
    boolean isBest = best.takeLatest();
    boolean isLast = state.isStopped() || state.steps() >= run.plan().steps();
    if (!isLast && run.isEnding()) {
      take(state, times, isBest);
      writing.join();
      Thread.currentThread().interrupt();
    } else if (isBest || (!isLast && isDue(state) && writing.isDone())) {
      take(state, times, isBest);
    } else if (isLast) {
      last = new Last(description(state, times, false), run.metrics());
    }
  }

  private boolean isDue(TrainingState state) {
    return due != null && due.isDue(state.steps(), System.nanoTime());
  }

  /** Of a state that comes but once, the training waits until the one before is written. */
  private void take(TrainingState state, StepTimes times, boolean isBest) {
    TrainingState to = copy;
    if (to == null || due == null) {
      throw new IllegalStateException("the training has not begun");
    }
    long start = System.nanoTime();
    writing.join();
    to.set(state);
    byte[] metrics = run.metrics();
    Description description = description(state, times, isBest);
    writing = CompletableFuture.runAsync(() -> write(description, to, metrics), thread);
    due.begin(state.steps(), start);
    tally.stalled(System.nanoTime() - start);
  }

  private Description description(TrainingState state, StepTimes times, boolean isBest) {
    Course course = run.course(times, best.figure());
    return new Description(state.steps(), isBest, run.origin(), course, Map.of());
  }

  /**
   * Writes the checkpoint after the last step, if this has taken any and there is none of it yet:
   * what was to follow has failed. On the caller's thread, after this is closed.
   *
   * @param state that the training ended with
   */
  public void writeLast(TrainingState state) {
    Last ending = last;
    last = null;
    ended = true;
    failing = false;
    if (ending != null) {
      write(ending.description(), state, ending.metrics());
    }
  }

  private void write(Description description, TrainingState state, byte[] metrics) {
    try {
      String path = checkpoints.write(description, state, metrics, config.keep());
      failing = false;
      tally.written();
      run.written(description.step(), path);
    } catch (IOException e) {
      failed(description.step(), Reason.of(e));
    } catch (RuntimeException | Error e) { // Hadoop has errors of disks that are full.
      failed(description.step(), e.toString());
    }
  }

  /** The training goes on without; whoever is told once knows. */
  private void failed(long step, String why) {
    tally.failed();
    if (!failing) {
      LOG.warn(
          "The checkpoint after step {} cannot be written{}: {}",
          step,
          ended ? "" : ", and is tried again when the next is due",
          why);
    }
    failing = true;
  }

  /** How many there were in this process and what they cost, ready for JSON. */
  public Map<String, Object> figures() {
    return tally.figures();
  }

  /** Waits for the one that is being written. */
  @Override
  public void close() {
    writing.join();
    thread.shutdown();
    copy = null;
  }
}
