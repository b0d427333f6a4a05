package dev.lockstep.spark.config.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spark.config.LockstepConfig;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

class RoundTripTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "training: {}",
        "training: {steps: 9, shards: 3, seed: -5, initial_model: m, exchange: job}",
        "training: {batch_size: full, average: {decay: 0.999}}",
        "training: {checkpoint: {every_steps: 100}}",
        "training: {checkpoint: {every_epochs: 3, keep: 5, keep_best: true}}",
        "training: {checkpoint: {every_minutes: 0.5, keep: 1}}",
        "training: {batch_size: auto}",
        "training: {batch_size: 1}",
        "training: {loss: squared_error, evaluate_every: 0, shuffle: none, shards: 1}",
        "network: {layers: [dense: 8, tanh, {dense: 4}, leaky_relu: 0.05, sigmoid, identity]}",
        "network: {layers: [batch_norm, dense: 8, relu, dropout: {keep_prob: 0.5}]}",
        "network: {hidden: [8, 4], keep_prob: [0.5, 1], batch_norm: shard, input_keep_prob: 0.9}",
        "network: {layers: [dense: 8, batch_norm: {statistics: sync}, relu]}",
        "network: {batch_norm: sync}",
        "network: {keep_prob: 0.8}",
        "network: {hidden: [], initializer: zeros}",
        "network: {activation: {leaky_relu: 0.3}, initializer: normal, initializer_scale: 0.5}",
        "optimizer: {name: sgd}",
        "optimizer: {name: momentum, beta: 0.5, bias_correction: true}",
        "optimizer: {name: nesterov}",
        "optimizer: {name: rmsprop, epsilon: 1e-5}",
        "optimizer: {name: adamw, beta2: 0.99, weight_decay: 0}",
        "learning_rate: {initial: 3e-4, schedule: inverse_time, decay: 0.25}",
        "learning_rate: {schedule: exponential, decay: 0.9, warmup_steps: 100}",
        "learning_rate: {schedule: inverse_sqrt, per: step}",
        "learning_rate: {schedule: staircase, decay: 0.1, every: 3}",
        "learning_rate: {initial: 0.1, schedule: manual, table: {5: 0.01, '7': 1e-3}}",
        "learning_rate: {schedule: cosine}",
        "learning_rate: {schedule: cosine, min: 1e-5, period: 4, period_multiplier: 2}",
        "learning_rate: {schedule: one_cycle, max: 0.1, min: 1e-6, rise: 0.2}",
        "early_stopping: {patience: 3}",
        "early_stopping: {patience: 3, metric: roc_auc, min_delta: 0.01}",
        "reduce_on_plateau: {patience: 0}",
        "reduce_on_plateau: {patience: 2, metric: f1, factor: 0.5, threshold: 0, cooldown: 1, min_rate: 1e-4}",
        "regularization: {l2: 1, clip_value: 5, clip_norm: 1e3}",
        "augmentation: {shape: [1, 28, 28]}",
        "augmentation: {shape: [3, 8, 9], mirror: true, shift: 2, rotate: 15, scale: 0.1, noise: 1e-3, cutout: 4}",
        "augmentation: {shape: [1, 4, 4], scale: [0.5, 3], elastic: {alpha: 34, sigma: 4}}",
        "network: {hidden: [4]}\nregularization: {l2: [0.5, 1], l1: [0, 2]}",
        "training: {label_smoothing: 0.1, class_weights: balanced, threshold: tune}",
        "training: {class_weights: {a: 2, '1': 0.5}, threshold: {tune: accuracy}}",
        "training: {threshold: 0.25, calibrate: temperature}",
        "diagnosis: {layers_every: 100}",
        "compute: {blas: native, kernel: haswell}",
        "data.format: csv\ndata.options: {header: false, sep: '\\t', nullValue: '', maxColumns: 6}",
        "data.features: ['1', 'true', 'null', a b, 'x: y']\ndata.weight: 'no'",
        "data.exclude: [a, b]\ndata.categorical: c\ndata.missing: impute\ndata.standardize: false",
        "data.scale: robust",
        "data.scale: {a: min_max, b: none}",
        "data.scale: {a: standard, default: robust}\ndata.encode: {piecewise_linear: {bins: 48}}",
        "data.encode: {columns: [a, b], piecewise_linear: {bins: 2, scaled: false}}",
        "data.max_categories: 3\ndata.dev_fraction: 0\ndata.test_fraction: 0.25",
        "data.max_age: 36h",
        "data.max_age: 48h",
      })
  void theResolvedMapIsTheConfiguration(String yaml) {
    Configs configs = new Configs(directory);
    LockstepConfig config = configs.load(Configs.REQUIRED + yaml);
    String resolved = new Yaml().dump(config.resolved());
    assertThat(configs.load(resolved)).isEqualTo(config);
  }

  @Test
  void theResolvedMapHasEveryKeyThatAppliesInOrder() {
    LockstepConfig config =
        new Configs(directory)
            .load(
                """
                data: {train: '${conf}/t', dev: d, label: y}
                training: {steps: 7}
                output: {path: run}
                """);
    assertThat(new Yaml().dump(config.resolved()))
        .isEqualTo(
            """
            data:
              format: parquet
              options: {}
              train: ['file:%s/t']
              dev: [d]
              label: [y]
              exclude: []
              categorical: []
              numeric: []
              calendar: []
              missing: error
              missing_values: []
              malformed: error
              standardize: true
              standardize_target: true
              max_categories: 1000
            network:
              hidden: [128, 64]
              activation: relu
              keep_prob: 1.0
              input_keep_prob: 1.0
              batch_norm: none
              initializer: he
            training:
              loss: softmax_cross_entropy
              steps: 7
              batch_size: 1000
              shards: auto
              shuffle: full
              seed: 1
              initial_schema: keep
              exchange: auto
              evaluate_every: 1
              checkpoint: {every_minutes: 10.0, keep: 2, keep_best: false}
              label_smoothing: 0.0
              calibrate: none
            optimizer: {name: adam, beta1: 0.9, beta2: 0.999, epsilon: 1.0E-8}
            learning_rate: {initial: 0.001, schedule: constant, warmup_steps: 0}
            regularization: {l2: 0.0, l1: 0.0}
            diagnosis: {target_error: 0.0, layers_every: 0, importance_repeats: 5, importance_rows: auto,
              importance_columns: 256}
            exchange: {port: 0, protection: checksum, compression: none, start_timeout: 60, step_timeout: 600,
              session_steps: 100000, topology: auto, executor_ports: 0}
            compute: {blas: auto, kernel: auto}
            output: {path: run, overwrite: false}
            report: {tensorboard: false}
            """
                .formatted(directory));
  }
}
