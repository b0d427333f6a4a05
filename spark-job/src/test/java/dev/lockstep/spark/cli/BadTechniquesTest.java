package dev.lockstep.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.lockstep.spark.cli.terminal.Failure;
import dev.lockstep.spark.config.file.ConfigFile;
import dev.lockstep.spark.config.key.Registry;
import dev.lockstep.spark.run.Host;
import dev.lockstep.spark.run.job.TrainingRun;
import dev.lockstep.spark.testing.TestSpark;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What no training can be made of, with any key of a technique, ends with code 2, and names the key
 * and what is allowed.
 */
final class BadTechniquesTest {
  @TempDir private static Path directory;

  /** Settings, and what is said of them; the last one's key is to blame. */
  private static final String[] OUT_OF_RANGE = {
    "network.keep_prob=0 | found 0; allowed: a number in (0, 1]",
    "network.keep_prob=[0.5, 1.5] | found 1.5; allowed: a number in (0, 1]",
    "network.keep_prob=[0.5, 0.5, 0.5] | found 3 numbers for 2 hidden layers; allowed: one, or one",
    "network.keep_prob=1e-9 | found 1e-9; keep_prob of dropout must be at least 2^-24",
    "network.hidden=[] network.keep_prob=0.5 | found 0.5 without hidden layers, and outputs are not dropped; allowed: 1",
    "network.input_keep_prob=2 | found 2; allowed: a number in (0, 1]",
    "network.batch_norm=batch | found batch; allowed: one of none, shard, sync",
    "network.hidden=[] network.batch_norm=shard | found shard without hidden layers; allowed: none",
    "network.layers=[dropout] | found dropout; allowed: dropout: {keep_prob: P}",
    "network.layers=[dense: 4, batch_norm, batch_norm] | found batch_norm directly after batch_norm",
    "network.layers=[batch_norm: 4] | found 4; allowed: batch_norm, batch_norm: {statistics: sync}",
    "network.hidden=[] network.batch_norm=sync | found sync without hidden layers; allowed: none",
    "training.exchange=job network.batch_norm=sync | found sync with training.exchange: job, whose tasks do not wait for each other's sums; allowed: shard, or training.exchange: session",
    "training.exchange=job network.layers=[dense: 4, batch_norm: {statistics: sync}] | found sync with training.exchange: job",
    "network.batch_norm=sync training.batch_size=1 | found 1 with batch_norm, which needs mini-batches of at least 2 examples",
    "network.initializer=normal network.initializer_scale=0 | found 0; allowed: a number above 0",
    "network.batch_norm=shard training.batch_size=1 | found 1 with batch_norm, which needs at least 2",
    "training.batch_size=0 | found 0; allowed: full, auto or an integer from 1",
    "training.batch_size=half | found half; allowed: full, auto or an integer from 1",
    "training.average={decay: 1} | found 1; allowed: a number in [0, 1)",
    "training.average=0.9 | found 0.9; allowed: {decay: N}",
    "training.label_smoothing=1 | found 1; allowed: a number in [0, 1)",
    "training.loss=squared_error training.label_smoothing=0.1 | found 0.1 with training.loss squared_error",
    "training.class_weights=equal | found equal; allowed: balanced, or a map",
    "training.class_weights={yes: 0} | found 0; allowed: a number above 0",
    "training.threshold=1 | found 1; allowed: a number in (0, 1), tune",
    "training.threshold={tune: roc_auc} | found roc_auc; allowed: one of accuracy, f1",
    "training.calibrate=platt | found platt; allowed: one of none, temperature",
    "training.evaluate_every=-1 | found -1; allowed: an integer of at least 0",
    "early_stopping.patience=1 training.evaluate_every=0 | found 0 with early_stopping.patience",
    "regularization.l2=[1, 2] | found 2 numbers for 3 dense layers",
    "regularization.l2=-1 | found -1; allowed: a number of at least 0",
    "regularization.l1=.inf | found .inf; allowed: a number of at least 0",
    "regularization.l1=[1, 2, 3, 4] | found 4 numbers for 3 dense layers",
    "regularization.clip_value=0 | found 0; allowed: a number above 0",
    "regularization.clip_norm=-1 | found -1; allowed: a number above 0",
    "learning_rate.initial=0 | found 0; allowed: a number above 0",
    "learning_rate.schedule=linear | found linear; allowed: one of constant, inverse_time",
    "learning_rate.schedule=exponential learning_rate.decay=0 | found 0.0 with schedule exponential; allowed: a number in (0, 1]",
    "learning_rate.schedule=staircase learning_rate.every=0 | found 0; allowed: an integer of at least 1",
    "learning_rate.schedule=inverse_sqrt learning_rate.per=day | found day; allowed: one of epoch, step",
    "learning_rate.schedule=manual learning_rate.table={5: 0.1, 3: 0.01} | found epoch 3 after epoch 5; allowed: epochs in ascending order",
    "learning_rate.schedule=manual learning_rate.table={} | found an empty table; allowed: a map of epochs to rates",
    "learning_rate.schedule=manual learning_rate.table={5: 0} | found 0; allowed: a number above 0",
    "learning_rate.schedule=cosine learning_rate.min=1 | found 1.0; allowed: at most learning_rate.initial",
    "learning_rate.schedule=cosine learning_rate.period=0 | found 0; allowed: auto or an integer of at least 1",
    "learning_rate.schedule=cosine learning_rate.period_multiplier=2 | found 2, but learning_rate.period is auto",
    "learning_rate.schedule=one_cycle learning_rate.max=1e-9 | found learning_rate.initial 0.001 and learning_rate.max 1.0E-9; allowed: a max of at least the initial rate",
    "learning_rate.schedule=one_cycle learning_rate.rise=1 | found 1; allowed: a number in (0, 1)",
    "learning_rate.warmup_steps=-1 | found -1; allowed: an integer of at least 0",
    "reduce_on_plateau.patience=-1 | found -1; allowed: an integer of at least 0",
    "reduce_on_plateau.patience=1 reduce_on_plateau.metric=auc | found auc; allowed: one of loss, accuracy",
    "reduce_on_plateau.patience=1 reduce_on_plateau.factor=1 | found 1; allowed: a number in (0, 1)",
    "reduce_on_plateau.patience=1 reduce_on_plateau.threshold=-1 | found -1; allowed: a number of at least 0",
    "reduce_on_plateau.patience=1 reduce_on_plateau.cooldown=-1 | found -1; allowed: an integer of at least 0",
    "reduce_on_plateau.patience=1 reduce_on_plateau.min_rate=1 | found 1.0; allowed: at most learning_rate.initial",
    "early_stopping.patience=0 | found 0; allowed: an integer of at least 1",
    "early_stopping.patience=1 early_stopping.metric=auc | found auc; allowed: one of loss, accuracy",
    "early_stopping.patience=1 early_stopping.min_delta=.inf | found .inf; allowed: a number of at least 0",
    "early_stopping.metric=loss | allowed only with early_stopping.patience",
    "augmentation.shape=[2, 2] | found a list; allowed: a list [channels, height, width]",
    "augmentation.mirror=true | allowed only with augmentation.shape",
    "augmentation.shape=[1, 2, 2] augmentation.mirror=2 | found 2; allowed: true, false or a number in [0, 1]",
    "augmentation.shape=[1, 2, 2] augmentation.shift=2 | found 2 for images of shape [1, 2, 2]; allowed: at most 1",
    "augmentation.shape=[1, 2, 2] augmentation.rotate=181 | found 181; allowed: a number in [0, 180]",
    "augmentation.shape=[1, 2, 2] augmentation.scale=1 | found 1; allowed: a number in [0, 1), or a list",
    "augmentation.shape=[1, 2, 2] augmentation.elastic={alpha: 1} | found a map; allowed: {alpha: A, sigma: S}",
    "augmentation.shape=[1, 2, 2] augmentation.noise=-1 | found -1; allowed: a number of at least 0",
    "augmentation.shape=[1, 2, 2] augmentation.cutout=3 | found 3 for images of shape [1, 2, 2]; allowed: at most 2",
    "data.scale={default: log} | found log; allowed: one of standard, min_max, robust, none",
    "data.encode={piecewise_linear: {bins: 1}} | found 1; allowed: an integer from 2",
    "diagnosis.target_error=1 | found 1; allowed: a number in [0, 1)",
    "diagnosis.layers_every=-1 | found -1; allowed: an integer of at least 0",
    "diagnosis.importance_repeats=-1 | found -1; allowed: an integer of at least 0",
    "diagnosis.importance_rows=0 | found 0; allowed: auto or an integer of at least 1",
    "diagnosis.importance_columns=0 | found 0; allowed: an integer of at least 1",
  };

  private static final Set<String> SECTIONS =
      Set.of(
          "reduce_on_plateau",
          "early_stopping",
          "regularization",
          "augmentation",
          "diagnosis",
          "learning_rate");

  private static int code(List<String> settings, StringWriter told) throws IOException {
    Path file = directory.resolve("config.yaml");
    Files.writeString(
        file,
        """
        data: {format: csv, train: %1$s/table.csv, dev: %1$s/table.csv, label: y}
        network: {hidden: [4, 3]}
        training: {epochs: 2, batch_size: 4, shards: 2}
        output: {path: %1$s/run}
        """
            .formatted(directory));
    Files.writeString(
        directory.resolve("table.csv"),
        "a,b,c,d,e,n,y\n"
            + IntStream.range(0, 24)
                .mapToObj(
                    i ->
                        String.format(
                            Locale.ROOT,
                            "%d,%d,%d,%d,%s,%d,%s%n",
                            i,
                            i % 5,
                            i % 7,
                            i * i % 11,
                            i % 2 == 0 ? "x" : "z",
                            i % 3,
                            i % 4 < 2 ? "yes" : "no"))
                .collect(Collectors.joining()));
    Throwable failure =
        catchThrowable(
            () ->
                new TrainingRun(
                        TestSpark.session(), ConfigFile.load(file, settings), file, Host.NONE)
                    .validate(line -> {}, Duration.ofMinutes(10)));
    assertThat(failure).as("%s", settings).isNotNull();
    return Failure.report(failure, new PrintWriter(told, true));
  }

  private static void assertRefused(List<String> settings, String message) throws IOException {
    StringWriter told = new StringWriter();
    assertThat(code(settings, told)).as("%s", told).isEqualTo(Failure.USAGE);
    assertThat(told.toString()).contains("error: " + message);
  }

  static List<String> outOfRange() {
    return List.of(OUT_OF_RANGE);
  }

  private static String given(String line) {
    return line.substring(0, line.indexOf(" | "));
  }

  private static List<String> settings(String given) {
    return Arrays.asList(given.split(" (?=[a-z_]+\\.[a-z0-9_]+=)", -1));
  }

  private static String blamed(String line) {
    List<String> settings = settings(given(line));
    String last = settings.get(settings.size() - 1);
    return last.substring(0, last.indexOf('='));
  }

  @ParameterizedTest
  @MethodSource("outOfRange")
  void whatIsOutOfRangeIsRefused(String line) throws IOException {
    String message = line.substring(line.indexOf(" | ") + 3);
    assertRefused(settings(given(line)), "--set " + blamed(line) + ": " + message);
  }

  /** A key that comes new is to come with what is refused. */
  @Test
  void noKeyOfATechniqueIsLeftOut() {
    Set<String> refused =
        outOfRange().stream().map(BadTechniquesTest::blamed).collect(Collectors.toSet());
    Predicate<String> technique = name -> SECTIONS.contains(name.replaceAll("\\..*", ""));
    assertThat(Registry.keys().map(key -> key.name()).filter(technique))
        .isNotEmpty()
        .allMatch(refused::contains);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "augmentation.shape=[1, 2, 3] data.features=[a, b, c, d] | augmentation.shape: found [1, 2, 3], which is 6 pixels; the table has 4 features",
        "augmentation.shape=[1, 2, 2] data.features=[a, b, c, e] | augmentation.shape: the column 'e' holds categories; allowed: images",
        "augmentation.shape=[1, 2, 2] data.features=[a, b, c, d] data.encode={piecewise_linear: {bins: 3}} | augmentation.shape: the column 'a' becomes bins; allowed: images, without data.encode",
        "augmentation.shape=[1, 2, 2] data.features=[a, b, c, d] data.scale=robust | augmentation.shape: the column 'a' is scaled by robust",
        "data.encode={columns: [e], piecewise_linear: {bins: 3}} | data.encode",
        "network.batch_norm=shard training.shards=7 training.batch_size=12 | training.batch_size: found 12 examples for 7 shards with batch_norm, which needs 2 of each",
        "data.dev=null early_stopping.patience=1 | data.dev: missing; early_stopping needs a dev split",
        "data.dev=null reduce_on_plateau.patience=1 | data.dev: missing; reduce_on_plateau needs a dev split",
        "data.dev=null training.threshold=tune | data.dev: missing; training.threshold: tune needs a dev split",
        "data.dev=null training.calibrate=temperature | data.dev: missing; training.calibrate: temperature needs a dev split",
        "early_stopping.patience=1 early_stopping.metric=rmse | --set early_stopping.metric: found rmse, which a classification does not have; allowed: loss",
        "reduce_on_plateau.patience=1 reduce_on_plateau.metric=macro_f1 | reduce_on_plateau.metric: found macro_f1, which a classification of 2 classes does not have; allowed: loss",
        "data.label=n training.loss=squared_error early_stopping.patience=1 early_stopping.metric=f1 | --set early_stopping.metric: found f1, which a regression does not have; allowed: loss, rmse",
        "early_stopping.patience=1 training.evaluate_every=3 | training.evaluate_every: found 3, but the training ends in epoch 2",
        "training.class_weights={maybe: 2} | training.class_weights: found the class 'maybe', which the label column 'y' does not have; its classes are [no, yes]",
        "data.label=n training.threshold=0.3 | training.threshold: found one for the label column 'n', which has 3 classes; allowed: with 2",
        "learning_rate.warmup_steps=12 | learning_rate.warmup_steps: found 12, but the training has 12 steps; allowed: fewer",
        "training.epochs=1 training.batch_size=24 learning_rate.schedule=one_cycle | learning_rate.schedule: one_cycle needs at least 2 steps, found 1",
      })
  void whatDoesNotFitTheTableIsRefused(String given, String message) throws IOException {
    assertRefused(settings(given), message);
  }
}
