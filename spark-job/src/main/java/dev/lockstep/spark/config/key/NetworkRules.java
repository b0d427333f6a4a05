package dev.lockstep.spark.config.key;

import dev.lockstep.nn.layer.BatchNorm.Statistics;
import dev.lockstep.spark.config.BatchSize;
import dev.lockstep.spark.config.NetworkConfig.HiddenLayer;
import dev.lockstep.spark.config.NetworkConfig.Norm;
import dev.lockstep.spark.config.TrainingConfig.Exchange;
import dev.lockstep.spark.config.key.NetworkKeys.Normalization;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/** What must hold between keys of the network's layers, and of the mini-batches that they get. */
record NetworkRules(Values values, BiConsumer<Key<?>, String> problems) {
  void check() {
    eachHiddenLayerKeepsAShare();
    onlyHiddenLayersDropAndNormalize();
    normalizationsAreApart();
    batchesHaveAVariance();
    onlySessionsSynchronise();
  }

  private boolean normalizes() {
    return normalization() != Normalization.NONE;
  }

  private Normalization normalization() {
    return values.find(NetworkKeys.BATCH_NORM).orElse(Normalization.NONE);
  }

  private List<HiddenLayer> layers() {
    return values.find(NetworkKeys.LAYERS).orElse(List.of());
  }

  private void eachHiddenLayerKeepsAShare() {
    int shares = values.find(NetworkKeys.KEEP_PROB).map(List::size).orElse(1);
    int layers = values.find(NetworkKeys.HIDDEN).map(List::size).orElse(shares);
    if (shares > 1 && shares != layers) {
      add(
          NetworkKeys.KEEP_PROB,
          "found %d numbers for %d hidden layers; allowed: one, or one for each",
          shares,
          layers);
    }
  }

  private void onlyHiddenLayersDropAndNormalize() {
    if (values.find(NetworkKeys.HIDDEN).filter(List::isEmpty).isEmpty()) {
      return;
    }
    values
        .find(NetworkKeys.KEEP_PROB)
        .filter(shares -> shares.size() == 1 && shares.get(0) < 1)
        .ifPresent(
            shares ->
                add(
                    NetworkKeys.KEEP_PROB,
                    "found %s without hidden layers, and outputs are not dropped; allowed: 1;"
                        + " network.input_keep_prob drops features",
                    shares.get(0)));
    if (normalizes()) {
      add(NetworkKeys.BATCH_NORM, "found %s without hidden layers; allowed: none", normalization());
    }
  }

  private void normalizationsAreApart() {
    List<HiddenLayer> layers = layers();
    boolean twice =
        IntStream.range(1, layers.size())
            .anyMatch(i -> layers.get(i) instanceof Norm && layers.get(i - 1) instanceof Norm);
    if (twice) {
      add(
          NetworkKeys.LAYERS,
          "found batch_norm directly after batch_norm, which would change nothing; allowed: one");
    }
  }

  private void batchesHaveAVariance() {
    boolean norms = normalizes() || layers().stream().anyMatch(Norm.class::isInstance);
    if (norms && values.find(TrainingKeys.BATCH_SIZE).equals(Optional.of(new BatchSize.Count(1)))) {
      add(
          TrainingKeys.BATCH_SIZE,
          normalizesParts()
              ? "found 1 with batch_norm, which needs at least 2 examples of a mini-batch in a shard"
              : "found 1 with batch_norm, which needs mini-batches of at least 2 examples");
    }
  }

  private boolean normalizesParts() {
    return normalization() == Normalization.SHARD || layers().contains(new Norm(Statistics.SHARD));
  }

  /** Tasks of a job need not run at once. */
  private void onlySessionsSynchronise() {
    boolean listed = layers().contains(new Norm(Statistics.SYNC));
    boolean sync = normalization() == Normalization.SYNC || listed;
    if (sync && values.find(TrainingKeys.EXCHANGE).equals(Optional.of(Exchange.JOB))) {
      add(
          listed ? NetworkKeys.LAYERS : NetworkKeys.BATCH_NORM,
          "found sync with training.exchange: job, whose tasks do not wait for each other's sums;"
              + " allowed: shard, or training.exchange: session");
    }
  }

  private void add(Key<?> key, String format, Object... found) {
    problems.accept(key, String.format(Locale.ROOT, format, found));
  }
}
