package dev.lockstep.train;

import dev.lockstep.augment.Augmentation;
import dev.lockstep.augment.Augmenter;
import dev.lockstep.linalg.Blas;
import dev.lockstep.linalg.Matrix;
import dev.lockstep.nn.Backprop;
import dev.lockstep.nn.GradientSum;
import dev.lockstep.nn.JointBackprop.Part;
import dev.lockstep.nn.LayerStatistics;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.Workspace;
import dev.lockstep.nn.layer.Pass;
import dev.lockstep.shard.MiniBatches;
import dev.lockstep.shard.RowOrder;
import dev.lockstep.shard.Shard;
import dev.lockstep.shard.Shard.Destination;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The gradient sums of one shard, step by step: what an executor computes, whoever asks for it.
 * Confined to one thread.
 */
public final class ShardGradients {
  /**
   * At most this many rows of a shard's part of a mini-batch are gathered at once, so that
   * full-batch training needs no more memory than a mini-batch does; but for networks that need the
   * whole part.
   */
  private static final int MOST_ROWS = 4096;

  /** Of wide rows fewer are gathered at once, if more than a piece: 64 MiB of features. */
  private static final int MOST_FLOATS = 1 << 24;

  private final Network network;
  private final Backprop backprop;
  private final MiniBatches batches;
  private final Shard shard;
  private final int mostRows;
  private final Workspace workspace;
  private final Pass pass;
  private final Destination batch;
  private final @Nullable Augmenter augmenter;
  private long augmentNanos;
  private final float[] classWeights;
  private long gatheredStep = -1;
  private long gatheredFrom;
  private int epoch = -1;
  private RowOrder order = RowOrder.identity(0);

  /** For the mini-batches of one shard. */
  public ShardGradients(Network network, Blas blas, MiniBatches batches, Shard shard) {
    this.network = network;
    this.backprop = new Backprop(network);
    this.batches = batches;
    this.shard = shard;
    this.mostRows = mostRows(network, batches.most(shard.number()));
    this.pass = Pass.training(batches.plan().seed(), shard.number());
    this.workspace = new Workspace(network, blas, capacity(network, batches.most(shard.number())));
    this.classWeights = network.loss().classWeights();
    this.batch = new Destination(workspace.features(), workspace.targets(), workspace.weights());
    this.augmenter = augmenter(batches, shard.number());
  }

  private static @Nullable Augmenter augmenter(MiniBatches batches, int shard) {
    Augmentation augmentation = batches.plan().augmentation();
    return augmentation == null ? null : new Augmenter(augmentation, batches.plan().seed(), shard);
  }

  /** Rows that the workspace has room for where a step takes at most that many. */
  public static int capacity(Network network, long most) {
    return (int) Math.max(1, Math.min(mostRows(network, most), most));
  }

  /**
   * Whole pieces, so that the bits do not depend on it; all rows where a layer needs them at once.
   */
  private static int mostRows(Network network, long most) {
    if (network.needsWholePart()) {
      return wholePart(network, most);
    }
    int pieces = MOST_FLOATS / network.inputs() / Workspace.PIECE_ROWS;
    return Math.min(MOST_ROWS, Math.max(1, pieces) * Workspace.PIECE_ROWS);
  }

  private static int wholePart(Network network, long most) {
    if (most * network.widest() > Network.MAX_PARAMETERS) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "batch norm needs a shard's whole part of a mini-batch at once, and %,d rows of %,d numbers"
                  + " do not fit into an array",
              most,
              network.widest()));
    }
    return (int) Math.max(1, most);
  }

  /**
   * Adds the shard's part of a step's mini-batch to a sum.
   *
   * @param parameters [n], not modified
   * @throws IllegalStateException if that takes {@link JointGradients}
   */
  public void add(float[] parameters, long step, GradientSum sum) {
    checkAlone();
    long end = batches.to(step, shard.number());
    for (long from = batches.from(step, shard.number()); from < end; from += mostRows) {
      gather(step, from);
      spend();
      backprop.gradient(pass.at(step, from), parameters, workspace, sum);
    }
  }

  /**
   * What the layers put out for the shard's part of a step's mini-batch, in the pass that trains on
   * it.
   *
   * @param parameters [n], not modified
   * @throws IllegalStateException if that takes {@link JointGradients}
   */
  public LayerStatistics observe(float[] parameters, long step) {
    checkAlone();
    LayerStatistics statistics = new LayerStatistics(network);
    long end = batches.to(step, shard.number());
    for (long from = batches.from(step, shard.number()); from < end; from += mostRows) {
      gather(step, from);
      backprop.observe(pass.at(step, from), parameters, workspace, statistics);
    }
    return statistics;
  }

  private void checkAlone() {
    if (network.needsWholeBatch()) {
      throw new IllegalStateException(
          "a layer needs sums over the whole mini-batch, and one shard has but a part of it");
    }
  }

  /** The shard's part of a step's mini-batch, gathered, for a network that needs it whole. */
  Part part(long step) {
    long from = batches.from(step, shard.number());
    if (from < batches.to(step, shard.number())) {
      gather(step, from);
    } else {
      workspace.resize(0);
      spend();
    }
    return new Part(pass.at(step, from), workspace);
  }

  /** The workspace is about to be worked in. */
  void spend() {
    gatheredStep = -1;
  }

  /**
   * Gathers the rows with which a step begins ahead of it, while there is nothing else to do:
   * {@link #add} is faster for that step, and the same for any other.
   */
  public void prepare(long step) {
    long from = batches.from(step, shard.number());
    if (from < batches.to(step, shard.number())) {
      gather(step, from);
    }
  }

  private void gather(long step, long from) {
    if (step == gatheredStep && from == gatheredFrom) {
      return;
    }
    seek(batches.plan().epoch(step));
    workspace.resize((int) Math.min(mostRows, batches.to(step, shard.number()) - from));
    shard.gather(order, from, batch);
    augment(from);
    if (classWeights.length > 0) {
      weighByClass(workspace.targets(), workspace.weights());
    }
    gatheredStep = step;
    gatheredFrom = from;
  }

  private void augment(long from) {
    if (augmenter != null) {
      long start = System.nanoTime();
      augmenter.apply(workspace.features(), epoch, from);
      augmentNanos += System.nanoTime() - start;
    }
  }

  /** Whether it changes images. */
  boolean isAugmented() {
    return augmenter != null;
  }

  /** Nanoseconds in which images were changed since this was last asked. */
  long takeAugmentNanos() {
    long taken = augmentNanos;
    augmentNanos = 0;
    return taken;
  }

  /** targets: [batch, 1] class indices; weights: [batch, 1], multiplied in place. */
  private void weighByClass(Matrix targets, Matrix weights) {
    for (int r = 0; r < targets.rows(); r++) {
      weights.set(r, 0, weights.get(r, 0) * classWeights[(int) targets.get(r, 0)]);
    }
  }

  private void seek(int wanted) {
    if (epoch != wanted) {
      order = batches.plan().order(wanted, shard.number(), shard.rows());
      epoch = wanted;
    }
  }
}
