package dev.lockstep.spark.search.file;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which keys of a configuration a search can give values, and why it cannot the others. */
final class SearchableKeys {
  private static final String SHARED = "it decides what is trained on, and all trials share that";
  private static final String LENGTH = "trials of other lengths cannot be compared rung by rung";

  private static final Set<String> TRAINING =
      Set.of(
          "training.batch_size",
          "training.average",
          "training.label_smoothing",
          "training.class_weights");

  private static final Set<String> SECTIONS =
      Set.of(
          "network",
          "optimizer",
          "learning_rate",
          "reduce_on_plateau",
          "early_stopping",
          "regularization",
          "augmentation");

  private static final Map<String, String> REASONS =
      Map.ofEntries(
          Map.entry("data", "the tables are loaded once, for all trials"),
          Map.entry("output", "it says where a run goes, and not how it is trained"),
          Map.entry("publish", "it says where a model goes, and not how it is trained"),
          Map.entry("exchange", "it makes no difference to what is trained"),
          Map.entry("compute", "all trials are computed alike"),
          Map.entry("diagnosis", "it makes no difference to what is trained"),
          Map.entry("augmentation.shape", SHARED),
          Map.entry("training.epochs", LENGTH),
          Map.entry("training.steps", LENGTH),
          Map.entry("training.loss", SHARED),
          Map.entry("training.shards", SHARED),
          Map.entry("training.shuffle", SHARED),
          Map.entry("training.seed", SHARED),
          Map.entry("training.initial_model", SHARED),
          Map.entry("training.initial_schema", SHARED),
          Map.entry("training.evaluate_every", "it makes no difference to what is trained"),
          Map.entry("training.exchange", "it makes no difference to what is trained"),
          Map.entry("training.checkpoint", "it makes no difference to what is trained"));

  private SearchableKeys() {}

  /** Why a key cannot be searched; empty if it can. */
  static Optional<String> obstacle(String key) {
    String section = key.substring(0, key.indexOf('.'));
    String reason = REASONS.getOrDefault(key, REASONS.getOrDefault(section, ""));
    if (!reason.isEmpty()) {
      return Optional.of(reason);
    }
    return SECTIONS.contains(section) || TRAINING.contains(key)
        ? Optional.empty()
        : Optional.of("it is decided after the training, by the dev split");
  }
}
