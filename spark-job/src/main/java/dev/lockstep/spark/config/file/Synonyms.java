package dev.lockstep.spark.config.file;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The names that other libraries and habit have for keys, and for techniques that have no key yet.
 * Case, hyphens and underscores make no difference, nor does the section before the name.
 */
final class Synonyms {
  /** A key, and what people write instead. */
  private static final Map<String, String> KEYS =
      byName(
          """
          learning_rate.initial: learning_rate lr rate alpha eta step_size base_lr init_lr initial_lr \
          initial_learning_rate learning_rate_init
          learning_rate.schedule: scheduler lr_schedule lr_scheduler learning_rate_schedule lr_policy
          learning_rate.decay: lr_decay decay_rate learning_rate_decay gamma
          learning_rate.every: decay_every decay_epochs
          learning_rate.table: milestones boundaries
          learning_rate.min: eta_min min_lr lr_min final_lr floor
          learning_rate.max: max_lr lr_max peak peak_lr
          learning_rate.period: t_0 restart_every
          learning_rate.period_multiplier: t_mult
          learning_rate.rise: pct_start
          learning_rate.warmup_steps: warmup warm_up warmup_epochs warmup_ratio num_warmup_steps \
          lr_warmup
          reduce_on_plateau.patience: reduce_on_plateau reduce_lr_on_plateau plateau lr_patience
          early_stopping.patience: early_stopping early_stop patience n_iter_no_change \
          early_stopping_rounds
          early_stopping.metric: monitor
          early_stopping.min_delta: min_delta tol
          training.batch_size: batch minibatch mini_batch minibatch_size mini_batch_size bs
          training.epochs: epoch num_epochs n_epochs nb_epoch max_epochs passes
          training.steps: max_steps num_steps n_steps iterations num_iterations n_iter max_iter
          training.seed: random_seed random_state rng_seed
          training.loss: loss_function objective criterion cost
          training.shards: num_shards partitions num_partitions workers num_workers
          training.initial_model: init_model warm_start pretrained pretrained_model resume_from
          training.evaluate_every: eval_every evaluation_interval
          network.hidden: hidden_layers hidden_layer hidden_units hidden_size hidden_sizes hidden_dims \
          hidden_layer_sizes layer_sizes units widths
          network.activation: activation_function hidden_activation nonlinearity act
          network.initializer: init initialization initialisation initializer_name weight_init \
          weight_initializer kernel_initializer
          network.keep_prob: dropout dropout_rate drop_rate keep_probability
          network.batch_norm: batchnorm batch_normalization bn
          optimizer.name: type kind algorithm solver optim
          optimizer.beta: momentum rho
          optimizer.beta1: betas
          optimizer.epsilon: eps
          regularization.l2: lambda l2_penalty l2_reg l2_regularization reg ridge
          regularization.l1: l1_penalty l1_reg l1_regularization l1_ratio lasso
          training.class_weights: class_weight pos_weight scale_pos_weight
          training.label_smoothing: smoothing
          training.checkpoint: checkpoint checkpoints checkpointing checkpoint_every \
          checkpoint_interval save_every save_steps save_interval
          training.average: ema swa ema_decay moving_average
          training.threshold: decision_threshold
          training.calibrate: calibration temperature temperature_scaling
          regularization.clip_norm: clip gradient_clip grad_clip gradient_clipping grad_norm max_norm \
          max_grad_norm
          augmentation.mirror: horizontal_flip random_flip hflip flip
          augmentation.shift: translate translation random_crop width_shift_range height_shift_range
          augmentation.rotate: rotation rotation_range random_rotation degrees
          augmentation.scale: zoom zoom_range random_zoom
          augmentation.elastic: elastic_transform elastic_distortion
          augmentation.noise: gaussian_noise
          augmentation.cutout: random_erasing erasing
          augmentation.shape: augment image_shape input_shape
          diagnosis.target_error: bayes_error human_error optimal_error
          data.label: target targets labels label_column label_col target_column y response
          data.features: feature_columns features_col inputs columns x
          data.exclude: ignore drop drop_columns exclude_columns skip
          data.path: input file files table dataset source
          data.train: train_path train_data train_file training_data
          data.dev: validation valid val dev_path val_path val_data validation_path validation_data
          data.test: test_path test_data test_file
          data.dev_fraction: validation_split val_split dev_split validation_fraction val_fraction \
          validation_size dev_size
          data.test_fraction: test_split test_size
          data.missing_values: na na_values null_value null_values nan_values
          data.standardize: normalize normalise normalization standardise standardization
          data.scale: scaling scaler feature_scaling
          data.encode: encoding_of_numbers binning discretize quantile_bins piecewise_linear
          data.categorical: categorical_columns categorical_features cat_features categories
          data.numeric: numeric_columns numerical numerical_columns
          data.calendar: date dates datetime date_columns
          data.weight: weights sample_weight sample_weights weight_column weight_col
          data.format: file_format
          data.options: header sep separator delimiter encoding
          output.path: out output_dir output_path output_directory model_dir save_path run_dir save_to
          output.overwrite: force
          compute.blas: backend
          exchange.protection: encrypt encryption encrypted secure security
          """);

  /** A technique, and the keys that people expect for it. */
  private static final Map<String, String> TECHNIQUES =
      byName(
          """
          layer normalization: layer_norm layernorm layer_normalization
          choice of a device: device gpu use_gpu cuda
          mixed precision: amp mixed_precision precision dtype fp16 bf16
          accumulation of gradients: gradient_accumulation accumulate_grad_batches
          """);

  private Synonyms() {}

  /** The key that a name elsewhere stands for. */
  static Optional<String> key(String name) {
    return find(KEYS, name);
  }

  /** The technique that a name elsewhere is a key of, if there is no key for it. */
  static Optional<String> technique(String name) {
    return find(TECHNIQUES, name);
  }

  /** All keys that have synonyms. */
  static List<String> keys() {
    return KEYS.values().stream().distinct().toList();
  }

  private static Optional<String> find(Map<String, String> table, String name) {
    return Optional.ofNullable(table.get(bare(name.substring(name.lastIndexOf('.') + 1))));
  }

  private static String bare(String name) {
    return name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
  }

  private static Map<String, String> byName(String lines) {
    Map<String, String> table = new HashMap<>();
    for (String line : lines.lines().toList()) {
      int colon = line.indexOf(": ");
      Arrays.stream(line.substring(colon + 2).split(" "))
          .forEach(name -> table.put(bare(name), line.substring(0, colon)));
    }
    return table;
  }
}
