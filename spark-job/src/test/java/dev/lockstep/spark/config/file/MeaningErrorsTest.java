package dev.lockstep.spark.config.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MeaningErrorsTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "data.features | [a, y] | data.features: column 'y' is the label already",
        "data.features | [a, w] | data.features: column 'w' is the weight already",
        "data.features | [a, x] | data.features: column 'x' is excluded already",
        "data.categorical | [y] | data.categorical: column 'y' is the label already",
        "data.label | x | data.exclude: column 'x' is the label already",
        "data.label | w | data.weight: column 'w' is the label already",
        "data.weight | x | data.exclude: column 'x' is the weight already",
      })
  void aColumnHasOneRole(String key, String value, String message) {
    assertThat(
            new Configs(directory)
                .problems(Configs.REQUIRED, "data.exclude=[x]", "data.weight=w", key + "=" + value))
        .containsExactly("--set " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "early_stopping.patience=1 early_stopping.metric=rmse | early_stopping.metric: found rmse, which a classification does not have; allowed: loss, accuracy, error, precision, recall, f1, macro_f1, roc_auc, pr_auc",
        "early_stopping.patience=1 early_stopping.metric=f1 training.loss=squared_error | early_stopping.metric: found f1, which a regression does not have; allowed: loss, rmse, mae, r2",
        "reduce_on_plateau.patience=1 reduce_on_plateau.metric=macro_f1 training.loss=sigmoid_cross_entropy | reduce_on_plateau.metric: found macro_f1, which a classification of 2 classes does not have; allowed: loss, accuracy, error, precision, recall, f1, roc_auc, pr_auc",
        "publish.registry=r publish.metric=mae data.test=t | publish.metric: found mae, which a classification does not have; allowed: loss, accuracy, error, precision, recall, f1, macro_f1, roc_auc, pr_auc",
      })
  void aLossHasNoFiguresOfAnotherTask(String options, String message) {
    assertThat(
            new Configs(directory)
                .problems(
                    Configs.REQUIRED,
                    Stream.concat(Stream.of("data.dev=dev"), Arrays.stream(options.split(" ")))
                        .toArray(String[]::new)))
        .contains("--set " + message);
  }

  @Test
  void categoriesAreFeatures() {
    assertThat(
            new Configs(directory)
                .problems(Configs.REQUIRED, "data.features=[a, b]", "data.categorical=[b, c]"))
        .containsExactly("--set data.categorical: column 'c' is not among data.features");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "data.scale | {c: robust} | data.scale: column 'c' is in data.categorical already",
        "data.scale | {y: robust} | data.scale: column 'y' is the label already",
        "data.scale | {w: robust} | data.scale: column 'w' is the weight already",
        "data.scale | {d: robust} | data.scale: column 'd' is not among data.features",
        "data.encode | {columns: c, piecewise_linear: {bins: 9}} | data.encode: column 'c' is in data.categorical already",
        "data.encode | {columns: [a, d], piecewise_linear: {bins: 9}} | data.encode: column 'd' is not among data.features",
      })
  void onlyFeaturesThatAreNumbersAreScaledAndEncoded(String key, String value, String message) {
    List<String> problems =
        new Configs(directory)
            .problems(
                Configs.REQUIRED,
                "data.features=[a, c]",
                "data.categorical=c",
                "data.weight=w",
                key + "=" + value);
    assertThat(problems).contains("--set " + message);
    assertThat(problems).allMatch(problem -> problem.startsWith("--set " + key));
  }

  @Test
  void scaleAndStandardizeExcludeEachOther() {
    assertThat(
            new Configs(directory)
                .problems(Configs.REQUIRED, "data.scale=robust", "data.standardize=true"))
        .containsExactly(
            "--set data.scale: cannot be given together with --set data.standardize; leave one of them out");
  }

  @Test
  void fractionsLeaveRowsToTrainOn() {
    assertThat(
            new Configs(directory)
                .problems(Configs.REQUIRED, "data.dev_fraction=0.5", "data.test_fraction=0.5"))
        .containsExactly(
            "--set data.dev_fraction: found dev_fraction 0.5 and test_fraction 0.5; allowed: a sum"
                + " below 1, the rest is trained on");
    assertThat(new Configs(directory).problems(Configs.REQUIRED, "data.test_fraction=0.95"))
        .containsExactly(
            "--set data.test_fraction: found dev_fraction 0.1 and test_fraction 0.95; allowed: a"
                + " sum below 1, the rest is trained on");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tree", "sliced"})
  void relaysNeedSessions(String topology) {
    Configs configs = new Configs(directory);
    String given = "exchange.topology=" + topology;
    assertThat(configs.problems(Configs.REQUIRED, "training.exchange=job", given))
        .containsExactly(
            "--set exchange.topology: found "
                + topology
                + ", and training.exchange: job, whose tasks end with each step; allowed with it:"
                + " auto or star");
    assertThat(
            configs.load(Configs.REQUIRED, "training.exchange=session", given).exchange().routes())
        .hasToString("Routes[topology=" + topology + ", executorPorts=0]");
  }

  @Test
  void classesAreOfOneLabel() {
    Configs configs = new Configs(directory);
    for (String loss : List.of("softmax_cross_entropy", "sigmoid_cross_entropy")) {
      assertThat(configs.problems(Configs.REQUIRED, "data.label=[a, b]", "training.loss=" + loss))
          .containsExactly(
              "--set data.label: found 2 columns; allowed: one, with training.loss "
                  + loss
                  + "; squared_error takes several");
    }
    assertThat(
            configs
                .load(Configs.REQUIRED, "data.label=[a, b]", "training.loss=squared_error")
                .data()
                .columns()
                .label())
        .containsExactly("a", "b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"l1", "l2"})
  void penaltiesAreOneNumberOrOneForEachDenseLayer(String key) {
    Configs configs = new Configs(directory);
    String message =
        "--set regularization.%s: found 2 numbers for 3 dense layers, the output layer included;"
            + " allowed: one, or one for each";
    String two = "regularization." + key + "=[1, 2]";
    assertThat(configs.problems(Configs.REQUIRED, two)).containsExactly(message.formatted(key));
    assertThat(
            configs.problems(
                Configs.REQUIRED, two, "network.layers=[dense: 3, relu, dense: 4, batch_norm]"))
        .containsExactly(message.formatted(key));
    assertThat(configs.load(Configs.REQUIRED, two, "network.hidden=[7]")).isNotNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "label_smoothing | 0.1 | 0.1",
        "class_weights | balanced | balanced",
        "class_weights | {a: 2} | {a=2.0}",
        "threshold | tune | tune",
        "threshold | 0.5 | 0.5",
        "calibrate | temperature | temperature",
      })
  void numbersHaveNoClasses(String key, String value, String found) {
    Configs configs = new Configs(directory);
    String regression = "training.loss=squared_error";
    assertThat(configs.problems(Configs.REQUIRED, regression, "training." + key + "=" + value))
        .containsExactly(
            "--set training.%s: found %s with training.loss squared_error, which learns numbers and no classes: leave it out"
                .formatted(key, found));
    assertThat(configs.load(Configs.REQUIRED, regression)).isNotNull();
  }

  @Test
  void theOrderOfTheInputNeedsOneShard() {
    Configs configs = new Configs(directory);
    String message = "none, the order of the input, needs training.shards: 1; found ";
    assertThat(configs.problems(Configs.REQUIRED, "training.shuffle=none"))
        .containsExactly("--set training.shuffle: " + message + "auto");
    assertThat(configs.problems(Configs.REQUIRED, "training.shuffle=none", "training.shards=2"))
        .containsExactly("--set training.shuffle: " + message + "2");
    assertThat(
            configs
                .load(Configs.REQUIRED, "training.shuffle=none", "training.shards=1")
                .training()
                .shards())
        .hasValue(1);
  }
}
