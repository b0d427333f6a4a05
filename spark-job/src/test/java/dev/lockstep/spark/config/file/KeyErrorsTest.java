package dev.lockstep.spark.config.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spark.config.key.Key;
import dev.lockstep.spark.config.key.Registry;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyErrorsTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "training.bach_size | did you mean training.batch_size?",
        "training.batchsize | did you mean training.batch_size?",
        "traning.epochs | did you mean training.epochs?",
        "learning_rate.inital | did you mean learning_rate.initial?",
        "optimiser | did you mean optimizer?",
        "training.beta1 | did you mean optimizer.beta1?",
        "batch_size | did you mean training.batch_size?",
        "lr | did you mean learning_rate.initial?",
        "optimizer.lr | did you mean learning_rate.initial?",
        "optimizer.learning_rate | did you mean learning_rate.initial?",
        "training.learning-rate | did you mean learning_rate.initial?",
        "training.momentum | did you mean optimizer.beta?",
        "epochs | did you mean training.epochs?",
        "num_epochs | did you mean training.epochs?",
        "network.hidden_layers | did you mean network.hidden?",
        "hiddenLayers | did you mean network.hidden?",
        "seed | did you mean training.seed?",
        "random_state | did you mean training.seed?",
        "loss | did you mean training.loss?",
        "data.target | did you mean data.label?",
        "data.validation | did you mean data.dev?",
        "output.dir | allowed: in output: path, overwrite",
        "output.output_dir | did you mean output.path?",
        "exchange.encrypt | did you mean exchange.protection?",
        "exchange.encryption | did you mean exchange.protection?",
        "exchange.topologie | did you mean exchange.topology?",
        "exchange.secure | did you mean exchange.protection?",
        "weight_decay | did you mean optimizer.weight_decay?",
        "optimizer.l2 | did you mean regularization.l2?",
        "dropout | did you mean network.keep_prob?",
        "network.dropout_rate | did you mean network.keep_prob?",
        "training.early_stopping | did you mean early_stopping.patience?",
        "training.patience | did you mean early_stopping.patience?",
        "early_stopping.monitor | did you mean early_stopping.metric?",
        "early_stopping.delta | allowed: in early_stopping: patience, metric, min_delta",
        "learning_rate.warmup | did you mean learning_rate.warmup_steps?",
        "training.warmup_epochs | did you mean learning_rate.warmup_steps?",
        "learning_rate.gamma | did you mean learning_rate.decay?",
        "learning_rate.milestones | did you mean learning_rate.table?",
        "learning_rate.max_lr | did you mean learning_rate.max?",
        "learning_rate.eta_min | did you mean learning_rate.min?",
        "learning_rate.T_0 | did you mean learning_rate.period?",
        "learning_rate.T_mult | did you mean learning_rate.period_multiplier?",
        "learning_rate.pct_start | did you mean learning_rate.rise?",
        "learning_rate.reduce_on_plateau | did you mean reduce_on_plateau.patience?",
        "reduce_on_plateau.lr_factor | did you mean reduce_on_plateau.factor?",
        "reduce_on_plateau.epsilon | did you mean optimizer.epsilon?",
        "network.batch_normalization | did you mean network.batch_norm?",
        "horizontal_flip | did you mean augmentation.mirror?",
        "augmentation.zoom_range | did you mean augmentation.scale?",
        "regularization.lasso | did you mean regularization.l1?",
        "training.pos_weight | did you mean training.class_weights?",
        "training.ema_decay | did you mean training.average?",
        "swa | did you mean training.average?",
        "diagnosis.bayes_error | did you mean diagnosis.target_error?",
        "output.retention | allowed: in output: path, overwrite",
        "cluster.size | allowed: the sections data, network, training, optimizer, learning_rate, reduce_on_plateau, early_stopping, regularization, augmentation, diagnosis, exchange, compute, output, report, publish",
      })
  void anUnknownKeyIsAnsweredWithWhatMayHaveBeenMeant(String key, String message) {
    assertThat(new Configs(directory).problems(Configs.REQUIRED, key + "=1"))
        .containsExactly("--set " + key + ": unknown key; " + message);
  }

  @Test
  void whatSynonymsStandForAreKeysAndNoTechniqueHasAKeyAlready() {
    assertThat(Synonyms.keys()).allMatch(key -> Registry.key(key).isPresent());
    assertThat(Registry.keys().map(Key::shortName))
        .noneMatch(name -> Synonyms.technique(name).isPresent());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "learning_rate: 0.01 | learning_rate.initial",
        "optimizer: adam | optimizer.name",
        "network: 64 | network.hidden",
        "regularization: 0.1 | regularization.l2",
        "early_stopping: true | early_stopping.patience",
        "reduce_on_plateau: true | reduce_on_plateau.patience",
        "augmentation: true | augmentation.shape",
        "diagnosis: 0.1 | diagnosis.target_error",
      })
  void aSectionThatIsGivenAValueIsAnsweredWithItsMainKey(String line, String key) {
    assertThat(new Configs(directory).problems(Configs.REQUIRED + line + "\n"))
        .singleElement()
        .asString()
        .contains("; allowed: a map with keys ")
        .endsWith("; did you mean " + key + "?");
  }

  @Test
  void endlessProblemsAreNotAllTold() {
    String keys = "k%d: 1\n".repeat(60);
    Object[] numbers = IntStream.range(0, 60).boxed().toArray();
    assertThat(new Configs(directory).problems(Configs.REQUIRED + keys.formatted(numbers)))
        .hasSize(51)
        .endsWith("and 10 more");
  }

  @Test
  void anUnknownKeyOfTheFileCarriesLineAndColumn() {
    assertThat(new Configs(directory).problems(Configs.REQUIRED + "training:\n  bach_size: 5\n"))
        .containsExactly(
            "c.yaml:4:3: training.bach_size: unknown key; did you mean training.batch_size?");
  }

  @Test
  void missingRequiredKeysAreAllNamed() {
    assertThat(new Configs(directory).problems("training: {epochs: 3}"))
        .containsExactly(
            "c.yaml: data.path: missing; required: a string or a list of strings, or data.train",
            "c.yaml: data.label: missing; required: a string or a list of strings",
            "c.yaml: output.path: missing; required: a string");
  }

  @Test
  void aWrongRequiredKeyIsNotCalledMissing() {
    assertThat(new Configs(directory).problems("data: {path: table, label: []}\noutput: {path: r}"))
        .containsExactly(
            "c.yaml:1:28: data.label: found an empty list; allowed: a string or a list of strings");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "data.train | data.path | x | x",
        "training.epochs | training.steps | 1 | 1",
        "network.hidden | network.layers | [8] | [dense: 8]",
        "network.activation | network.layers | tanh | [dense: 8]",
      })
  void keysThatExcludeEachOtherAreRefusedTogether(
      String excluded, String key, String excludedValue, String value) {
    assertThat(
            new Configs(directory)
                .problems(Configs.REQUIRED, excluded + "=" + excludedValue, key + "=" + value))
        .containsExactly(
            "--set %s: cannot be given together with --set %s; leave one of them out"
                .formatted(key, excluded));
  }

  @Test
  void exclusionNamesBothPlaces() {
    assertThat(
            new Configs(directory)
                .problems(Configs.REQUIRED + "training:\n  steps: 5\n", "training.epochs=3"))
        .containsExactly(
            "c.yaml:4:10: training.steps: cannot be given together with --set training.epochs;"
                + " leave one of them out");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "optimizer.beta1 | 0.5 | optimizer.name=sgd | optimizer.name is sgd, which does not take it; allowed with adam, adamw",
        "optimizer.beta | 0.5 | optimizer.name=adam | optimizer.name is adam, which does not take it; allowed with momentum, nesterov, rmsprop",
        "optimizer.weight_decay | 0.5 | optimizer.name=adam | optimizer.name is adam, which does not take it; allowed with adamw",
        "optimizer.bias_correction | true | optimizer.name=nesterov | optimizer.name is nesterov, which does not take it; allowed with momentum",
        "learning_rate.decay | 1 | learning_rate.schedule=constant | learning_rate.schedule is constant, which does not take it; allowed with inverse_time, exponential, staircase",
        "learning_rate.table | {1: 1} | learning_rate.schedule=cosine | learning_rate.schedule is cosine, which does not take it; allowed with manual",
        "learning_rate.min | 0 | learning_rate.schedule=staircase | learning_rate.schedule is staircase, which does not take it; allowed with cosine, one_cycle",
        "learning_rate.max | 1 | learning_rate.schedule=cosine | learning_rate.schedule is cosine, which does not take it; allowed with one_cycle",
        "early_stopping.metric | loss | training.epochs=3 | allowed only with early_stopping.patience",
        "reduce_on_plateau.factor | 0.5 | training.epochs=3 | allowed only with reduce_on_plateau.patience",
        "network.initializer_scale | 1 | network.initializer=he | network.initializer is he, which does not take it; allowed with normal",
        "data.dev | x | data.format=csv | allowed only with data.train",
        "data.test | x | data.format=csv | allowed only with data.train",
      })
  void aKeyThatMeansNothingHereIsRefused(String key, String value, String choice, String message) {
    assertThat(new Configs(directory).problems(Configs.REQUIRED, choice, key + "=" + value))
        .containsExactly("--set " + key + ": " + message);
  }

  @Test
  void fractionsBelongToOnePath() {
    assertThat(
            new Configs(directory)
                .problems(
                    "data: {train: t, label: y, dev_fraction: 0.2, test_fraction: 0}\n"
                        + "output: {path: r}"))
        .containsExactly(
            "c.yaml:1:42: data.dev_fraction: allowed only with data.path",
            "c.yaml:1:62: data.test_fraction: allowed only with data.path");
  }

  @Test
  void aWrongChoiceDoesNotBlameTheKeysThatDependOnIt() {
    assertThat(
            new Configs(directory)
                .problems(Configs.REQUIRED, "optimizer.name=adma", "optimizer.beta1=0.5"))
        .singleElement()
        .asString()
        .startsWith("--set optimizer.name: found adma; ");
  }

  @Test
  void aKeyGivenTwiceIsRefused() {
    assertThat(
            new Configs(directory)
                .problems(
                    Configs.REQUIRED
                        + """
                        training:
                          epochs: 3
                          epochs: 4
                        compute: {blas: java}
                        compute.blas: vector
                        """))
        .containsExactly(
            "c.yaml:5:3: training.epochs: given twice, before at c.yaml:4:11",
            "c.yaml:7:1: compute.blas: given twice, before at c.yaml:6:17");
  }

  @Test
  void anEndlessKeyIsAnsweredAtOnceAndShortened() {
    assertThat(new Configs(directory).problems(Configs.REQUIRED, "x".repeat(500_000) + "=1"))
        .singleElement()
        .asString()
        .startsWith("--set " + "x".repeat(60) + "...: unknown key; allowed: the sections data, ");
  }
}
