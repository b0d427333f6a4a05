package dev.lockstep.spark.config.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValueErrorsTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "data.max_age | 36 | found 36; allowed: a whole number of days, hours, minutes or seconds, above 0, such as 2d, 36h, 90m or 30s",
        "data.max_age | 0d | found 0d; allowed: a whole number of days, hours, minutes or seconds, above 0, such as 2d, 36h, 90m or 30s",
        "exchange.port | 65536 | found 65536; allowed: an integer from 0 to 65535",
        "exchange.port | -1 | found -1; allowed: an integer from 0 to 65535",
        "exchange.topology | ring | found ring; allowed: one of auto, star, tree, sliced",
        "exchange.executor_ports | 40010-40000 | found 40010-40000; allowed: 0, a port, or two from 1 to 65535 such as 40000-40015",
        "exchange.executor_ports | 0-9 | found 0-9; allowed: 0, a port, or two from 1 to 65535 such as 40000-40015",
        "exchange.executor_ports | 65536 | found 65536; allowed: 0, a port, or two from 1 to 65535 such as 40000-40015",
        "exchange.executor_ports | many | found many; allowed: 0, a port, or two from 1 to 65535 such as 40000-40015",
        "training.batch_size | -3 | found -3; allowed: full, auto or an integer from 1 to 2147483647",
        "training.batch_size | 0 | found 0; allowed: full, auto or an integer from 1 to 2147483647",
        "training.batch_size | 1.5 | found 1.5; allowed: full, auto or an integer from 1 to 2147483647",
        "training.batch_size | many | found many; allowed: full, auto or an integer from 1 to 2147483647",
        "training.batch_size | '10' | found '10'; allowed: full, auto or an integer from 1 to 2147483647",
        "training.batch_size | [10] | found a list; allowed: full, auto or an integer from 1 to 2147483647",
        "training.batch_size | {a: 1} | found a map; allowed: full, auto or an integer from 1 to 2147483647",
        "training.batch_size | 0x10 | found 0x10; allowed: full, auto or an integer from 1 to 2147483647",
        "training.batch_size | 3000000000 | found 3000000000; allowed: full, auto or an integer from 1 to 2147483647",
        "training.batch_size | 1e999999999 | found 1e999999999; allowed: full, auto or an integer from 1 to 2147483647",
        "training.batch_size | '' | found ''; allowed: full, auto or an integer from 1 to 2147483647",
        "training.batch_size | Full | found Full; allowed: full, auto or an integer from 1 to 2147483647",
        "training.average | 0.999 | found 0.999; allowed: {decay: N}, N a number in [0, 1)",
        "training.average | {decay: 1} | found 1; allowed: a number in [0, 1)",
        "training.average | {decay: -0.1} | found -0.1; allowed: a number in [0, 1)",
        "training.average | {decay: .nan} | found .nan; allowed: a number in [0, 1)",
        "training.average | {decay: slow} | found slow; allowed: a number in [0, 1)",
        "training.average | {beta: 0.9} | found a map; allowed: {decay: N}, N a number in [0, 1)",
        "training.average | {decay: 0.9, steps: 3} | found a map; allowed: {decay: N}, N a number in [0, 1)",
        "training.checkpoint | 10 | found 10; allowed: a map with one of every_steps, every_epochs, every_minutes; keep; keep_best",
        "training.checkpoint | {every: 5} | found every; allowed: a map with one of every_steps, every_epochs, every_minutes; keep; keep_best",
        "training.checkpoint | {every_steps: 0} | found 0; allowed: an integer of at least 1",
        "training.checkpoint | {every_epochs: 0.5} | found 0.5; allowed: an integer of at least 1",
        "training.checkpoint | {every_minutes: 0} | found 0; allowed: a number above 0",
        "training.checkpoint | {every_minutes: often} | found often; allowed: a number above 0",
        "training.checkpoint | {keep: 0} | found 0; allowed: an integer of at least 1",
        "training.checkpoint | {keep_best: loss} | found loss; allowed: true or false",
        "training.checkpoint | {every_steps: 5, every_epochs: 1} | found every_steps and every_epochs; allowed: one of them at most",
        "training.seed | x | found x; allowed: an integer",
        "training.seed | 99999999999999999999 | found 99999999999999999999; allowed: an integer",
        "training.shards | 0 | found 0; allowed: auto or an integer of at least 1",
        "training.shards | some | found some; allowed: auto or an integer of at least 1",
        "training.evaluate_every | -1 | found -1; allowed: an integer of at least 0",
        "training.loss | hinge | found hinge; allowed: one of auto, softmax_cross_entropy, sigmoid_cross_entropy, squared_error",
        "training.shuffle | yes | found yes; allowed: one of full, shard, none",
        "training.exchange | gossip | found gossip; allowed: one of auto, session, job",
        "optimizer.name | adagrad | found adagrad; allowed: one of sgd, momentum, nesterov, rmsprop, adam, adamw",
        "optimizer.beta1 | 1 | found 1; allowed: a number in [0, 1)",
        "optimizer.epsilon | 0 | found 0; allowed: a number above 0",
        "optimizer.epsilon | .nan | found .nan; allowed: a number above 0",
        "learning_rate.initial | .inf | found .inf; allowed: a number above 0",
        "learning_rate.initial | 1e999 | found 1e999; allowed: a number above 0",
        "learning_rate.schedule | linear | found linear; allowed: one of constant, inverse_time, exponential, inverse_sqrt, staircase, manual, cosine, one_cycle",
        "learning_rate.warmup_steps | -1 | found -1; allowed: an integer of at least 0",
        "early_stopping.patience | 0 | found 0; allowed: an integer of at least 1",
        "reduce_on_plateau.patience | -1 | found -1; allowed: an integer of at least 0",
        "regularization.l2 | -0.1 | found -0.1; allowed: a number of at least 0",
        "regularization.l1 | [0, x] | found x; allowed: a number of at least 0",
        "regularization.l1 | [] | found an empty list; allowed: a number of at least 0, or a list of such",
        "training.label_smoothing | 1 | found 1; allowed: a number in [0, 1)",
        "training.class_weights | equal | found equal; allowed: balanced, or a map of classes to numbers above 0",
        "training.class_weights | {} | found an empty map; allowed: balanced, or a map of classes to numbers above 0",
        "training.class_weights | {a: 0} | found 0; allowed: a number above 0",
        "training.class_weights | {a: 1, b: -2} | found -2; allowed: a number above 0",
        "training.class_weights | {a: 1e-50} | found 1e-50; allowed: a number above 0 that is one in float32 too",
        "training.threshold | 1 | found 1; allowed: a number in (0, 1), tune, {tune: f1} or {tune: accuracy}",
        "training.threshold | best | found best; allowed: a number in (0, 1), tune, {tune: f1} or {tune: accuracy}",
        "training.threshold | {tune: roc_auc} | found roc_auc; allowed: one of accuracy, f1",
        "training.threshold | {at: f1} | found a map; allowed: a number in (0, 1), tune, {tune: f1} or {tune: accuracy}",
        "training.calibrate | platt | found platt; allowed: one of none, temperature",
        "regularization.clip_norm | 0 | found 0; allowed: a number above 0",
        "diagnosis.target_error | 1 | found 1; allowed: a number in [0, 1)",
        "diagnosis.target_error | -0.1 | found -0.1; allowed: a number in [0, 1)",
        "diagnosis.target_error | people | found people; allowed: a number in [0, 1)",
        "network.hidden | 64 | found 64; allowed: a list of integers of at least 1",
        "network.hidden | [64, 0] | found 0; allowed: an integer of at least 1",
        "network.activation | gelu | found gelu; allowed: relu, tanh, sigmoid, identity, leaky_relu",
        "network.activation | {leaky_relu: 2} | found 2; allowed: a number in (0, 1)",
        "network.activation | {leaky_relu: 1e-60} | found a map; the slope of leaky_relu must lie in (0, 1), not 0.0",
        "network.activation | {relu: 2} | found 2; relu takes no argument",
        "network.activation | {dense: 2} | found dense; allowed: relu, tanh, sigmoid, identity, leaky_relu",
        "network.layers | [dense] | found dense without a width; allowed: dense: N",
        "network.layers | [dropout: 0.5] | found 0.5; allowed: dropout: {keep_prob: P}",
        "network.layers | [dropout] | found dropout; allowed: dropout: {keep_prob: P}",
        "network.layers | [dropout: {keep_prob: 0}] | found 0; allowed: a number in (0, 1]",
        "network.layers | [dropout: {keep_prob: 1.5}] | found 1.5; allowed: a number in (0, 1]",
        "network.layers | [dropout: {rate: 0.5}] | found a map; allowed: dropout: {keep_prob: P}",
        "network.layers | [batch_norm: 3] | found 3; allowed: batch_norm, batch_norm: {statistics: sync}",
        "network.layers | [batch_norm: {over: sync}] | found a map; allowed: batch_norm, batch_norm: {statistics: sync}",
        "network.layers | [batch_norm: {statistics: all}] | found all; allowed: one of shard, sync",
        "network.layers | [batch_norm: {statistics: sync}, batch_norm] | found batch_norm directly after batch_norm, which would change nothing; allowed: one",
        "network.layers | [batch_norm, batch_norm] | found batch_norm directly after batch_norm, which would change nothing; allowed: one",
        "network.keep_prob | 0 | found 0; allowed: a number in (0, 1]",
        "network.keep_prob | [0.5, 2] | found 2; allowed: a number in (0, 1]",
        "network.keep_prob | [] | found an empty list; allowed: a number in (0, 1], or a list of such",
        "network.keep_prob | [0.5, 0.5, 0.5] | found 3 numbers for 2 hidden layers; allowed: one, or one for each",
        "network.input_keep_prob | -1 | found -1; allowed: a number in (0, 1]",
        "network.batch_norm | batch | found batch; allowed: one of none, shard, sync",
        "network.layers | [dense: 0] | found 0; allowed: an integer of at least 1",
        "network.layers | [conv: 3] | found conv; allowed: dense, batch_norm, dropout, relu, tanh, sigmoid, identity, leaky_relu",
        "network.layers | [{dense: 3, relu: }] | found a map; allowed: dense, batch_norm, dropout, relu, tanh, sigmoid, identity, leaky_relu",
        "network.initializer | magic | found magic; allowed: one of zeros, normal, lecun, xavier, he, glorot",
        "diagnosis.layers_every | -1 | found -1; allowed: an integer of at least 0",
        "diagnosis.layers_every | often | found often; allowed: an integer of at least 0",
        "diagnosis.layers_every | 2.5 | found 2.5; allowed: an integer of at least 0",
        "compute.blas | mkl | found mkl; allowed: one of auto, native, vector, java",
        "compute.kernel | zen9 | found zen9; allowed: one of auto, prescott, nehalem, sandybridge, haswell, zen, skylakex, cooperlake, sapphirerapids",
        "data.missing | ignore | found ignore; allowed: one of error, drop, impute",
        "data.standardize | yes | found yes; allowed: true or false",
        "data.standardize | 1 | found 1; allowed: true or false",
        "data.scale | log | found log; allowed: one of standard, min_max, robust, none, or a map of columns to these, with `default` for all others",
        "data.scale | [robust] | found a list; allowed: one of standard, min_max, robust, none, or a map of columns to these, with `default` for all others",
        "data.scale | {a: log} | found log; allowed: one of standard, min_max, robust, none",
        "data.scale | {a: robust, a: none} | 'a' is given twice",
        "data.encode | 128 | found 128; allowed: {columns: [...], piecewise_linear: {bins: N}}",
        "data.encode | {columns: [a]} | found a map; allowed: {columns: [...], piecewise_linear: {bins: N}}",
        "data.encode | {one_hot: 3} | found one_hot; allowed: columns, piecewise_linear",
        "data.encode | {columns: [], piecewise_linear: {bins: 9}} | found an empty list; allowed: a string or a list of strings",
        "data.encode | {piecewise_linear: 9} | found 9; allowed: {bins: N}",
        "data.encode | {piecewise_linear: {scaled: true}} | found a map; allowed: {bins: N}",
        "data.encode | {piecewise_linear: {bins: 1}} | found 1; allowed: an integer from 2 to 4096",
        "data.encode | {piecewise_linear: {bins: 4097}} | found 4097; allowed: an integer from 2 to 4096",
        "data.encode | {piecewise_linear: {bins: 9, scaled: 1}} | found 1; allowed: true or false",
        "data.encode | {piecewise_linear: {bins: 9, edges: 1}} | found edges; allowed: bins, scaled",
        "data.dev_fraction | 1 | found 1; allowed: a number in [0, 1)",
        "data.label | [] | found an empty list; allowed: a string or a list of strings",
        "data.label | [a, a] | found 'a' twice",
        "data.label | {a: b} | found a map; allowed: a string or a list of strings",
        "data.features | [a, [b]] | found a list; allowed: a string or a list of strings",
        "data.path | '' | found ''; allowed: a string or a list of strings",
        "data.format | [csv] | found a list; allowed: a string",
        "data.options | header | found header; allowed: a map of names to single values",
        "data.options | {header: [1]} | found a list; allowed: a map of names to single values",
        "data.options | {sep: a, sep: b} | 'sep' is given twice",
        "output.path | [a, b] | found a list; allowed: a string",
        "output.overwrite | maybe | found maybe; allowed: true or false",
      })
  void aWrongValueIsNamedWithWhatIsAllowed(String key, String value, String message) {
    assertThat(new Configs(directory).problems(Configs.REQUIRED, key + "=" + value))
        .containsExactly("--set " + key + ": " + message);
  }

  @Test
  void anErrorOfTheFileCarriesLineAndColumnOfTheValue() {
    assertThat(
            new Configs(directory)
                .problems(
                    """
                    data:
                      path: table
                      label: y
                      options:
                        header: [true]
                    network:
                      hidden: [64, -1]
                    training:
                      batch_size:   -3
                    output: {path: run, overwrite: 7}
                    """))
        .containsExactly(
            "c.yaml:5:13: data.options: found a list; allowed: a map of names to single values",
            "c.yaml:7:16: network.hidden: found -1; allowed: an integer of at least 1",
            "c.yaml:9:17: training.batch_size: found -3; allowed: full, auto or an integer from 1 to 2147483647",
            "c.yaml:10:32: output.overwrite: found 7; allowed: true or false");
  }

  @Test
  void aKeyWithoutAValueIsAnError() {
    assertThat(
            new Configs(directory)
                .problems("training:\n  epochs:\n" + Configs.REQUIRED, "network.hidden="))
        .containsExactly(
            "c.yaml:2:10: training.epochs: found nothing; allowed: an integer of at least 1",
            "--set network.hidden: found ''; allowed: a list of integers of at least 1");
  }

  @Test
  void aLongValueIsShortened() {
    assertThat(new Configs(directory).problems(Configs.REQUIRED, "data.missing=" + "x".repeat(99)))
        .containsExactly(
            "--set data.missing: found "
                + "x".repeat(60)
                + "...; allowed: one of error, drop, impute");
  }
}
