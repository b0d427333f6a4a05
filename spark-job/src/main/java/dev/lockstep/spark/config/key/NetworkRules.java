package dev.lockstep.spark.config.key;

import dev.lockstep.spark.config.BatchSize;
import dev.lockstep.spark.config.NetworkConfig.HiddenLayer;
import dev.lockstep.spark.config.NetworkConfig.Norm;
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
  }

  private boolean normalizes() {
    return values.find(NetworkKeys.BATCH_NORM).filter(Normalization.SHARD::equals).isPresent();
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
      add(NetworkKeys.BATCH_NORM, "found shard without hidden layers; allowed: none");
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
          "found batch_norm directly after batch_norm, which would change nothing");
    }
  }

  private void batchesHaveAVariance() {
    boolean norms = normalizes() || layers().stream().anyMatch(Norm.class::isInstance);
    if (norms && values.find(TrainingKeys.BATCH_SIZE).equals(Optional.of(new BatchSize.Count(1)))) {
      add(
          TrainingKeys.BATCH_SIZE,
          "found 1 with batch_norm, which needs at least 2 examples of a mini-batch in a shard");
    }
  }

  private void add(Key<?> key, String format, Object... found) {
    problems.accept(key, String.format(Locale.ROOT, format, found));
  }
}
