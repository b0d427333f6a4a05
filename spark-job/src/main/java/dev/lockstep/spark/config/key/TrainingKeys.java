package dev.lockstep.spark.config.key;

import static dev.lockstep.spark.config.yaml.ValueType.TEXT;
import static dev.lockstep.spark.config.yaml.ValueType.choice;
import static dev.lockstep.spark.config.yaml.ValueType.integer;
import static dev.lockstep.spark.config.yaml.ValueType.integerOrAuto;
import static dev.lockstep.spark.config.yaml.ValueType.longInteger;

import dev.lockstep.linalg.ExponentialAverage;
import dev.lockstep.nn.loss.Loss;
import dev.lockstep.nn.loss.SigmoidCrossEntropy;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.nn.loss.SquaredError;
import dev.lockstep.shard.Shuffle;
import dev.lockstep.spark.config.BatchSize;
import dev.lockstep.spark.config.CheckpointConfig;
import dev.lockstep.spark.config.InitialSchema;
import dev.lockstep.spark.config.TrainingConfig;
import dev.lockstep.spark.config.TrainingConfig.Epochs;
import dev.lockstep.spark.config.TrainingConfig.Exchange;
import dev.lockstep.spark.config.TrainingConfig.Length;
import dev.lockstep.spark.config.TrainingConfig.Steps;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The keys of section training. */
final class TrainingKeys {
  static final Section SECTION =
      new Section("training", "How long to train, on which mini-batches, and from where.");

  static final Key<Loss> LOSS =
      SECTION.add(
          Key.of(
                  "training.loss",
                  choice(losses(), Loss::kind),
                  "What training minimizes; auto stands for the default; regression takes"
                      + " squared_error.")
              .or(new SoftmaxCrossEntropy()));
  static final Key<Integer> EPOCHS =
      SECTION.add(Key.of("training.epochs", integer(1), "Passes over the training split.").or(10));
  static final Key<Long> STEPS =
      SECTION.add(
          Key.of(
                  "training.steps",
                  longInteger(1),
                  "Mini-batches to train on, instead of a number of epochs.")
              .optional()
              .excluding("training.epochs"));
  static final Key<BatchSize> BATCH_SIZE =
      SECTION.add(
          Key.of(
                  "training.batch_size",
                  TrainingTypes.BATCH_SIZE,
                  "Examples in a mini-batch, over all shards together; full, all there are; auto, all"
                      + " up to 2,000, and of more the largest power of two that makes 100 steps of an"
                      + " epoch, from 16 to 1,024.")
              .or(new BatchSize.Count(1000)));
  static final Key<OptionalInt> SHARDS =
      SECTION.add(
          Key.of(
                  "training.shards",
                  integerOrAuto(1),
                  "Parts of the training split, which decide the result of training to the bit;"
                      + " auto is the number of cores Spark has for tasks.")
              .or(OptionalInt.empty()));
  static final Key<Shuffle> SHUFFLE =
      SECTION.add(
          Key.of(
                  "training.shuffle",
                  choice(Shuffle.class),
                  "The order in which each shard's rows are visited: full, a new random one every"
                      + " epoch; shard, one random one for all epochs; none, that of the input,"
                      + " files as they are listed, which needs `training.shards: 1`.")
              .or(Shuffle.FULL));
  static final Key<Long> SEED =
      SECTION.add(
          Key.of(
                  "training.seed",
                  longInteger(Long.MIN_VALUE),
                  "Decides every random choice: split, shuffling, initial weights, dropout and"
                      + " augmentation.")
              .or(1L));
  static final Key<String> INITIAL_MODEL =
      SECTION.add(
          Key.of(
                  "training.initial_model",
                  TEXT,
                  "Directory of a saved model whose parameters training starts from, and that decides"
                      + " how columns become features.")
              .optional());
  static final Key<InitialSchema> INITIAL_SCHEMA =
      SECTION.add(
          Key.of(
                  "training.initial_schema",
                  choice(InitialSchema.class),
                  "What becomes of the columns, scales and classes of the initial model: keep, they"
                      + " stay; refit, they are [derived from the"
                      + " table](#going-on-from-a-model), and the parameters carried over to them.")
              .or(InitialSchema.KEEP));
  static final Key<Exchange> EXCHANGE =
      SECTION.add(
          Key.of(
                  "training.exchange",
                  choice(Exchange.class),
                  "How the gradients of a step come to the driver: session, long-lived tasks that"
                      + " hold their shards; job, one Spark job a step; auto, session where all"
                      + " its tasks can run at once, otherwise job.")
              .or(Exchange.AUTO));
  static final Key<Integer> EVALUATE_EVERY =
      SECTION.add(
          Key.of(
                  "training.evaluate_every",
                  integer(0),
                  "Epochs between evaluations of the dev split; 0 for none.")
              .or(1));

  static final Key<ExponentialAverage> AVERAGE =
      SECTION.add(
          Key.of(
                  "training.average",
                  TrainingTypes.AVERAGE,
                  "Evaluates and saves the exponentially weighted average of the parameters over the"
                      + " steps, in which each step counts decay times what the next one does,"
                      + " without bias to the first.")
              .optional());

  static final Key<CheckpointConfig> CHECKPOINT =
      SECTION.add(
          Key.of(
                  "training.checkpoint",
                  CheckpointType.CHECKPOINT,
                  "When [checkpoints](#checkpoints) are written, from which train --resume goes on,"
                      + " and how many of the newest are kept; keep_best keeps that of the best"
                      + " evaluation of the dev split beside them, also when the training is done.")
              .or(CheckpointConfig.DEFAULT));

  static {
    ClassKeys.ALL.forEach(SECTION::add);
  }

  private TrainingKeys() {}

  static TrainingConfig config(Values values) {
    return new TrainingConfig(
        values.get(LOSS),
        length(values),
        values.get(BATCH_SIZE),
        values.get(SHARDS),
        values.get(SHUFFLE),
        values.get(SEED),
        values.find(INITIAL_MODEL),
        values.get(INITIAL_SCHEMA),
        values.get(EXCHANGE),
        values.get(EVALUATE_EVERY),
        values.find(AVERAGE).orElse(ExponentialAverage.LATEST),
        ClassKeys.config(values),
        values.get(CHECKPOINT));
  }

  private static Length length(Values values) {
    Optional<Length> steps = values.find(STEPS).map(Steps::new);
    return steps.orElseGet(() -> new Epochs(values.get(EPOCHS)));
  }

  private static Map<String, Loss> losses() {
    Map<String, Loss> losses = new LinkedHashMap<>();
    losses.put("auto", new SoftmaxCrossEntropy());
    for (Loss loss :
        new Loss[] {new SoftmaxCrossEntropy(), new SigmoidCrossEntropy(), new SquaredError()}) {
      losses.put(loss.kind(), loss);
    }
    return losses;
  }
}
