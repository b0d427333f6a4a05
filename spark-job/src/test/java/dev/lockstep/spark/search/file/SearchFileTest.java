package dev.lockstep.spark.search.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.search.config.Halving;
import dev.lockstep.spark.search.config.Mode;
import dev.lockstep.spark.search.config.SearchConfig;
import dev.lockstep.spark.search.config.SearchConfig.SearchOutput;
import dev.lockstep.spark.search.space.Choice;
import dev.lockstep.spark.search.space.Layers;
import dev.lockstep.spark.search.space.Numbers;
import dev.lockstep.spark.search.space.Parameter;
import dev.lockstep.spark.search.space.Sampler;
import dev.lockstep.spark.search.space.Scale;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchFileTest {
  private static final String REST = "budget: {trials: 4}\noutput: {path: found}\n";
  private static final String SPACE =
      "space: {learning_rate.initial: {scale: log, from: 0.001, to: 0.1}}\n";

  @TempDir Path directory;

  @BeforeEach
  void writeTheConfiguration() throws IOException {
    Files.writeString(
        directory.resolve("base.yaml"),
        """
        data: {path: table, label: y}
        learning_rate: {schedule: inverse_time}
        output: {path: run}
        """);
  }

  private SearchConfig load(String yaml, String... options) throws IOException {
    Path file = Files.writeString(directory.resolve("s.yaml"), "train: base.yaml\n" + yaml);
    return SearchFile.load(file, List.of(options), List.of());
  }

  private List<String> problems(String yaml, String... options) {
    ConfigException e = catchThrowableOfType(ConfigException.class, () -> load(yaml, options));
    return e.problems().stream().map(line -> line.replace(directory + "/", "")).toList();
  }

  @Test
  void theRecipeIsValid() {
    Path root = Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolve("..");
    SearchConfig config =
        SearchFile.load(root.normalize().resolve("conf/search.yaml"), List.of(), List.of());
    assertThat(config.output()).isEqualTo(new SearchOutput("runs/search", true));
    assertThat(config.space().parameters()).hasSize(6);
    assertThat(config.base().load().data().columns().label()).containsExactly("income");
  }

  @Test
  void whatIsNotGivenHasADefault() throws IOException {
    SearchConfig config = load(SPACE + REST);
    assertThat(config.sampler()).isEqualTo(Sampler.RANDOM);
    assertThat(config.mode()).isEqualTo(Mode.AUTO);
    assertThat(config.halving()).contains(new Halving(3, 1));
    assertThat(config.budget().rounds()).isEqualTo(1);
    assertThat(config.seed()).isEqualTo(1);
    assertThat(config.finalModel()).isTrue();
    assertThat(config.objective()).isEmpty();
    assertThat(load(SPACE + REST + "halving: none\n").halving()).isEmpty();
  }

  @Test
  void aSpaceIsReadAsItIsWritten() throws IOException {
    String yaml =
        """
        space:
          optimizer.name: {values: [sgd, adam]}
          optimizer.beta1: {scale: one_minus_log, from: 0.9, to: 0.999, when: {optimizer.name: adam}}
          network.hidden: {layers: {from: 1, to: 3}, units: {scale: log, from: 8, to: 64}}
          training.batch_size: {scale: log, from: 32, to: 512}
          network.batch_norm: {scale: choice, values: [none, shard]}
        """;
    List<Parameter> parameters = load(yaml + REST).space().parameters();
    assertThat(parameters)
        .extracting(Parameter::key)
        .containsExactly(
            "optimizer.name",
            "optimizer.beta1",
            "network.hidden",
            "training.batch_size",
            "network.batch_norm");
    assertThat(parameters)
        .extracting(Parameter::domain)
        .containsExactly(
            new Choice(List.of("sgd", "adam")),
            new Numbers(Scale.ONE_MINUS_LOG, 0.9, 0.999, false),
            new Layers(new Numbers(Scale.LINEAR, 1, 3, true), new Numbers(Scale.LOG, 8, 64, true)),
            new Numbers(Scale.LOG, 32, 512, true),
            new Choice(List.of("none", "shard")));
    assertThat(parameters.get(1).when())
        .isEqualTo(Optional.of(new Parameter.When("optimizer.name", List.of("adam"))));
  }

  @Test
  void theStandardSpaceHasWhatTheConfigurationHas() throws IOException {
    assertThat(load("space: standard\n" + REST).space().parameters())
        .extracting(Parameter::key)
        .containsExactly(
            "learning_rate.initial",
            "network.hidden",
            "training.batch_size",
            "optimizer.beta1",
            "learning_rate.decay");
    assertThat(
            load(REST + "overrides: {optimizer.name: sgd, learning_rate.schedule: constant}\n")
                .space()
                .parameters())
        .extracting(Parameter::key)
        .containsExactly("learning_rate.initial", "network.hidden", "training.batch_size");
  }

  @Test
  void optionsCountMoreThanTheFile() throws IOException {
    SearchConfig config =
        load(
            SPACE + REST + "overrides: {training.epochs: 7}\n",
            "budget.trials=9",
            "output.path=other",
            "mode=panda",
            "overrides.training.epochs=5",
            "overrides.network.hidden=[3, 2]");
    assertThat(config.budget().trials()).isEqualTo(9);
    assertThat(config.output().path()).isEqualTo("other");
    assertThat(config.mode()).isEqualTo(Mode.PANDA);
    assertThat((Map<?, ?>) config.base().load().resolved().get("training"))
        .extracting(keys -> (Object) keys.get("epochs"))
        .isEqualTo(5);
    assertThat((Map<?, ?>) config.base().load().resolved().get("network"))
        .extracting(keys -> (Object) keys.get("hidden"))
        .isEqualTo(List.of(3, 2));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "optimizer.learning_rate: {scale: log, from: 1, to: 2} | s.yaml:3:3: space.optimizer.learning_rate: unknown key; did you mean learning_rate.initial?",
        "network.hiden: {scale: log, from: 1, to: 2} | s.yaml:3:3: space.network.hiden: unknown key; did you mean network.hidden?",
        "data.label: {values: [a, b]} | s.yaml:3:3: space.data.label: cannot be searched: the tables are loaded once, for all trials",
        "output.path: {values: [a, b]} | s.yaml:3:3: space.output.path: cannot be searched: it says where a run goes, and not how it is trained",
        "training.shards: {scale: integer, from: 1, to: 4} | s.yaml:3:3: space.training.shards: cannot be searched: it decides what is trained on, and all trials share that",
        "training.epochs: {scale: integer, from: 1, to: 4} | s.yaml:3:3: space.training.epochs: cannot be searched: trials of other lengths cannot be compared rung by rung",
        "training.threshold: {values: [0.5]} | s.yaml:3:3: space.training.threshold: cannot be searched: it is decided after the training, by the dev split",
        "network.keep_prob: {scale: linear, from: 0.5, to: 1.5} | s.yaml:3:53: space.network.keep_prob.to: found 1.5; allowed: a number in (0, 1]",
        "training.batch_size: {values: [64, 0]} | s.yaml:3:38: space.training.batch_size.values: found 0; allowed: full, auto or an integer from 1 to 2147483647",
        "optimizer.name: {values: [adam, adma]} | s.yaml:3:35: space.optimizer.name.values: found adma; allowed: one of sgd, momentum, nesterov, rmsprop, adam, adamw",
        "learning_rate.initial: {scale: log, from: 0.1, to: 0.01} | s.yaml:3:45: space.learning_rate.initial.from: found from 0.1 to 0.01; allowed: from below to",
        "regularization.l2: {scale: log, from: 0, to: 1} | s.yaml:3:41: space.regularization.l2.from: found from 0.0 on a log scale; allowed: above 0",
        "optimizer.beta1: {scale: one_minus_log, from: 0.9} | s.yaml:3:20: space.optimizer.beta1.to: missing; required: a number in [0, 1)",
        "optimizer.beta1: {scale: logarithmic, from: 0.9, to: 0.99} | s.yaml:3:28: space.optimizer.beta1.scale: found logarithmic; allowed: one of linear, log, one_minus_log, integer, choice",
        "optimizer.beta1: {scal: log, from: 0.9, to: 0.99} | s.yaml:3:21: space.optimizer.beta1.scal: unknown key; did you mean space.optimizer.beta1.scale?",
        "optimizer.name: {values: []} | s.yaml:3:28: space.optimizer.name.values: found no values; allowed: one or more",
        "optimizer.name: {scale: choice} | s.yaml:3:19: space.optimizer.name.values: missing; required: a list of values",
        "optimizer.name: {scale: log, from: adam, to: sgd} | s.yaml:3:38: space.optimizer.name.from: found adam; allowed: numbers, or values: [...]",
        "network.hidden: {layers: {from: 2, to: 1}, units: {from: 1, to: 9}} | s.yaml:3:35: space.network.hidden.layers.from: found from 2.0 to 1.0; allowed: from below to",
        "network.hidden: {layers: {from: 1, to: 2}} | s.yaml:3:19: space.network.hidden.units: missing; required: {scale: log, from: N, to: N}",
        "optimizer.beta1: {scale: linear, from: 0.1, to: 0.2, when: {optimizer.name: adam}} | s.yaml:3:63: space.optimizer.beta1.when: found optimizer.name; allowed: another key of the space",
        "optimizer.beta1: {scale: linear, from: 0.1, to: 0.2, when: adam} | s.yaml:3:62: space.optimizer.beta1.when: found adam; allowed: {KEY: VALUE}, or {KEY: [VALUES]}, of one key",
        "optimizer.name: {values: adam} | s.yaml:3:28: space.optimizer.name.values: found adam; allowed: a list of values",
        "learning_rate.initial: {scale: log, from: .nan, to: 1} | s.yaml:3:45: space.learning_rate.initial.from: found .nan; allowed: a number above 0",
        "learning_rate.initial: {scale: log, from: 1, to: .inf} | s.yaml:3:52: space.learning_rate.initial.to: found .inf; allowed: a number above 0",
        "network.keep_prob: {scale: linear, from: -.inf, to: 1} | s.yaml:3:44: space.network.keep_prob.from: found -.inf; allowed: a number in (0, 1]",
      })
  void aSpaceThatCannotBeSampledIsRefusedWithTheKey(String parameter, String message) {
    assertThat(problems("space:\n  " + parameter + "\n" + REST)).contains(message);
  }

  @Test
  void whereAValueIsWrongNothingElseIsToldOfTheList() {
    assertThat(problems("space:\n  optimizer.name: {values: [adma]}\n" + REST))
        .containsExactly(
            "s.yaml:3:29: space.optimizer.name.values: found adma; allowed: one of sgd, momentum,"
                + " nesterov, rmsprop, adam, adamw");
  }

  @Test
  void aSpaceOfNothingIsRefused() {
    assertThat(problems("space: {}\n" + REST))
        .containsExactly(
            "s.yaml:2:8: space: found an empty map; allowed: standard, or a map of keys to what"
                + " they can be");
  }

  @Test
  void whatDependsOnAKeyMayStandAboveIt() throws IOException {
    String yaml =
        """
        space:
          optimizer.beta1: {scale: linear, from: 0.8, to: 0.9, when: {optimizer.name: adam}}
          learning_rate.initial: {scale: log, from: 0.001, to: 0.1}
          optimizer.name: {values: [sgd, adam]}
        """;
    assertThat(load(yaml + REST).space().parameters())
        .extracting(Parameter::key)
        .containsExactly("optimizer.name", "optimizer.beta1", "learning_rate.initial");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "when: {optimizer.name: rmsprop} | found rmsprop, which optimizer.name is never; allowed: of its values [sgd, adam]",
        "when: {training.batch_size: 32} | found training.batch_size, which has a scale; allowed: a key with values",
        "when: {optimizer.beta1: 0.9} | found optimizer.beta1, which depends on this one; allowed: one that does not",
      })
  void aConditionThatCannotHoldIsRefused(String when, String message) {
    String yaml =
        """
        space:
          optimizer.name: {values: [sgd, adam]}
          training.batch_size: {scale: integer, from: 32, to: 64}
          optimizer.beta1: {scale: linear, from: 0.8, to: 0.9, %s}
        """;
    assertThat(problems(yaml.formatted(when) + REST))
        .singleElement()
        .asString()
        .contains("space.optimizer.beta1.when: " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "objective=rmse | --set objective: found rmse, which a classification does not have; allowed: loss, accuracy, error, precision, recall, f1, macro_f1, roc_auc, pr_auc",
        "objective=accuracy overrides.training.loss=squared_error | --set objective: found accuracy, which a regression does not have; allowed: loss, rmse, mae, r2",
        "objective=macro_f1 overrides.training.loss=sigmoid_cross_entropy | --set objective: found macro_f1, which a classification of 2 classes does not have; allowed: loss, accuracy, error, precision, recall, f1, roc_auc, pr_auc",
        "halving.first_epochs=4 overrides.training.epochs=3 | --set halving.first_epochs: found 4, which a trial never comes to: training.epochs make it 3 epochs; allowed: up to 3, or halving: none",
      })
  void whatDoesNotFitTheConfigurationIsRefusedBeforeATableIsRead(String options, String message) {
    assertThat(problems(SPACE + REST, options.split(" "))).containsExactly(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "budget: {trials: 0} | s.yaml:4:18: budget.trials: found 0; allowed: an integer of at least 1",
        "budget: {} | s.yaml:4:9: budget.trials: missing; required: an integer of at least 1",
        "budget: {trials: 3, rounds: 4} | s.yaml:4:29: budget.rounds: found 4 for 3 trials; allowed: at least one trial in each round",
        "budget: {trials: 3, minutes: 0} | s.yaml:4:30: budget.minutes: found 0; allowed: a number above 0",
        "budget: {trails: 3} | s.yaml:4:10: budget.trails: unknown key; did you mean budget.trials?",
        "budget: 3 | s.yaml:4:9: budget: found 3; allowed: a map with keys trials, rounds, minutes",
      })
  void aBudgetOfNothingIsRefused(String budget, String message) {
    assertThat(problems(SPACE + "output: {path: found}\n" + budget + "\n")).contains(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "objective: acuracy | objective: found acuracy; allowed: one of loss, accuracy",
        "halving: {factor: 1} | halving.factor: found 1; allowed: an integer of at least 2",
        "sampler: grid | sampler: found grid; allowed: one of random, sobol",
        "mode: tiger | mode: found tiger; allowed: one of auto, panda, caviar",
        "seed: x | seed: found x; allowed: an integer",
        "trails: 3 | trails: unknown key; ",
        "final_model: maybe | final_model: found maybe; allowed: true or false",
      })
  void everyOtherKeyIsCheckedToo(String line, String message) {
    assertThat(problems(SPACE + REST + line + "\n"))
        .anySatisfy(problem -> assertThat(problem).startsWith("s.yaml:5:").contains(message));
  }

  @Test
  void whatIsMissingIsNamed() throws IOException {
    Path file = Files.writeString(directory.resolve("s.yaml"), "mode: auto\n");
    ConfigException e =
        catchThrowableOfType(
            ConfigException.class, () -> SearchFile.load(file, List.of(), List.of()));
    assertThat(e.problems())
        .anySatisfy(line -> assertThat(line).contains("train: missing"))
        .anySatisfy(line -> assertThat(line).contains("budget.trials: missing"))
        .anySatisfy(line -> assertThat(line).contains("output.path: missing"));
  }

  @Test
  void aWrongConfigurationIsToldAsItWouldBeByItself() throws IOException {
    Files.writeString(directory.resolve("base.yaml"), "data: {path: t, lable: y}\n");
    assertThat(problems(SPACE + REST))
        .anySatisfy(line -> assertThat(line).contains("base.yaml:1:17: data.lable: unknown key"));
  }

  @Test
  void whatIsWrongWithOverridesIsToldBesideAllElse() {
    assertThat(problems(SPACE + REST + "overrides: {training.epocs: 7}\nfoo: 1\n"))
        .containsExactly(
            "s.yaml:5:12: overrides: training.epocs: unknown key; did you mean training.epochs?",
            "s.yaml:6:1: foo: unknown key; allowed: train, overrides, space, sampler, budget,"
                + " halving, mode, objective, seed, output, final_model");
  }

  @Test
  void whatIsNoMapIsOneProblem() throws IOException {
    Path list = Files.writeString(directory.resolve("list.yaml"), "- train\n");
    assertThat(
            catchThrowableOfType(
                    ConfigException.class, () -> SearchFile.load(list, List.of(), List.of()))
                .problems())
        .singleElement()
        .asString()
        .contains("list.yaml:1:1: found a list; allowed: a map with keys train, ");
  }

  @Test
  void whatTrialsOnOneCoreDoNotDoIsRefused() {
    String compressed = "overrides.exchange.compression=float16";
    assertThat(problems(SPACE + REST, compressed))
        .singleElement()
        .asString()
        .contains("train: found exchange.compression: float16 in it", "allowed: none");
    assertThat(problems(REST, compressed)).hasSize(1);
  }

  @Test
  void optionsThatAreNoKeysAreRefused() {
    assertThat(problems(SPACE + REST, "budget.trial=3", "x", "nonsense=1"))
        .containsExactlyInAnyOrder(
            "--set budget.trial: unknown key; did you mean budget.trials?",
            "--set x: allowed: --set KEY=VALUE",
            "--set nonsense: unknown key; allowed: train, overrides, space, sampler, budget,"
                + " halving, mode, objective, seed, output, final_model, and KEY of the"
                + " configuration as overrides.KEY");
  }
}
