package dev.lockstep.spark.config.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.metric.Measure;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.loss.SquaredError;
import dev.lockstep.optim.schedule.ConstantRate;
import dev.lockstep.optim.schedule.CosineRate;
import dev.lockstep.optim.schedule.ExponentialRate;
import dev.lockstep.optim.schedule.InverseSqrtRate;
import dev.lockstep.optim.schedule.InverseSqrtRate.Per;
import dev.lockstep.optim.schedule.InverseTimeRate;
import dev.lockstep.optim.schedule.LearningRate;
import dev.lockstep.optim.schedule.ManualRate;
import dev.lockstep.optim.schedule.ManualRate.Change;
import dev.lockstep.optim.schedule.OneCycleRate;
import dev.lockstep.optim.schedule.StaircaseRate;
import dev.lockstep.optim.schedule.WarmUp;
import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.train.EarlyStopping;
import dev.lockstep.train.Policies;
import dev.lockstep.train.ReduceOnPlateau;
import dev.lockstep.train.TrainingPlan;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Learning rates, and what evaluations decide, as configurations say them. */
class ScheduleConfigTest {
  @TempDir Path directory;

  /** Of 100 examples in mini-batches of 10, for 6 epochs: 60 steps. */
  private TrainingPlan plan(String... overrides) {
    LockstepConfig config =
        new Configs(directory)
            .load(Configs.REQUIRED + "training: {epochs: 6, batch_size: 10}\n", overrides);
    return config.plan(
        config.training().batches(100),
        new Network(1, List.of(new Dense(1, 1)), new SquaredError()));
  }

  private LearningRate rate(String schedule) {
    return plan("learning_rate=" + schedule).learningRate();
  }

  @Test
  void everyScheduleHasItsDefaults() {
    assertThat(rate("{}")).isEqualTo(new ConstantRate(0.001));
    assertThat(rate("{schedule: inverse_time}")).isEqualTo(new InverseTimeRate(0.001, 1));
    assertThat(rate("{schedule: exponential}")).isEqualTo(new ExponentialRate(0.001, 0.95));
    assertThat(rate("{schedule: inverse_sqrt}")).isEqualTo(new InverseSqrtRate(0.001, Per.EPOCH));
    assertThat(rate("{schedule: staircase}")).isEqualTo(new StaircaseRate(0.001, 0.5, 10));
    assertThat(rate("{schedule: cosine}")).isEqualTo(new CosineRate(0.001, 0, 60, 1));
    assertThat(rate("{schedule: one_cycle}")).isEqualTo(new OneCycleRate(0.001, 0.01, 0, 0.3, 60));
  }

  @Test
  void everyScheduleTakesWhatIsGiven() {
    assertThat(rate("{initial: 1, schedule: inverse_sqrt, per: step}"))
        .isEqualTo(new InverseSqrtRate(1, Per.STEP));
    assertThat(rate("{initial: 1, schedule: staircase, decay: 0.1, every: 4}"))
        .isEqualTo(new StaircaseRate(1, 0.1, 4));
    assertThat(rate("{initial: 1, schedule: manual, table: {2: 0.5, 4: 0.25}}"))
        .isEqualTo(new ManualRate(1, List.of(new Change(2, 0.5), new Change(4, 0.25))));
    assertThat(rate("{initial: 1, schedule: cosine, min: 0.1, period: 2, period_multiplier: 3}"))
        .isEqualTo(new CosineRate(1, 0.1, 20, 3));
    assertThat(rate("{initial: 1, schedule: one_cycle, max: 5, min: 0.1, rise: 0.5}"))
        .isEqualTo(new OneCycleRate(1, 5, 0.1, 0.5, 60));
  }

  @Test
  void whatFollowsAWarmUpHasTheStepsThatAreLeft() {
    assertThat(rate("{schedule: cosine, warmup_steps: 15}"))
        .isEqualTo(new WarmUp(new CosineRate(0.001, 0, 45, 1), 15));
    assertThat(rate("{warmup_steps: 59}")).isEqualTo(new WarmUp(new ConstantRate(0.001), 59));
  }

  @Test
  void aTrainingThatIsTooShortForItsScheduleIsRefused() {
    assertThatThrownBy(() -> rate("{warmup_steps: 60}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(
            "learning_rate.warmup_steps: found 60, but the training has 60 steps; allowed: fewer");
    assertThatThrownBy(() -> rate("{schedule: one_cycle, warmup_steps: 59}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("learning_rate.schedule: one_cycle needs at least 2 steps, found 1");
  }

  @Test
  void evaluationsDecideWhatTheConfigurationSays() {
    assertThat(plan("early_stopping.patience=3", "reduce_on_plateau.patience=10").policy())
        .isEqualTo(
            new Policies(
                List.of(
                    new ReduceOnPlateau(Measure.LOSS, 0.1, 10, 1e-4, 0, 0),
                    new EarlyStopping(Measure.LOSS, 3, 0))));
    assertThat(
            plan(
                    "training.loss=squared_error",
                    "early_stopping={patience: 1, metric: r2, min_delta: 0.5}",
                    "reduce_on_plateau={patience: 0, metric: mae, factor: 0.5, threshold: 0,"
                        + " cooldown: 2, min_rate: 0.00025}")
                .policy())
        .isEqualTo(
            new Policies(
                List.of(
                    new ReduceOnPlateau(Measure.MAE, 0.5, 0, 0, 2, 0.25),
                    new EarlyStopping(Measure.R2, 1, 0.5))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "exponential | decay | 0 | found 0.0 with schedule exponential; allowed: a number in (0, 1]",
        "exponential | decay | 1.5 | found 1.5 with schedule exponential; allowed: a number in (0, 1]",
        "staircase | decay | 2 | found 2.0 with schedule staircase; allowed: a number in (0, 1]",
        "inverse_time | decay | -1 | found -1; allowed: a number of at least 0",
        "staircase | every | 0 | found 0; allowed: an integer of at least 1",
        "inverse_sqrt | per | batch | found batch; allowed: one of epoch, step",
        "manual | table | {} | found an empty table; allowed: a map of epochs to rates",
        "manual | table | [1] | found a list; allowed: a map of epochs to rates",
        "manual | table | {5: 0.1, 3: 0.01} | found epoch 3 after epoch 5; allowed: epochs in ascending order",
        "manual | table | {5: 0.1, 5: 0.01} | found epoch 5 after epoch 5; allowed: epochs in ascending order",
        "manual | table | {0: 0.1} | found 0; allowed: an integer of at least 1",
        "manual | table | {x: 0.1} | found x; allowed: an integer of at least 1",
        "manual | table | {5: 0} | found 0; allowed: a number above 0",
        "cosine | min | -1 | found -1; allowed: a number of at least 0",
        "cosine | min | 0.1 | found 0.1; allowed: at most learning_rate.initial, which is 0.001",
        "one_cycle | min | 0.1 | found 0.1; allowed: at most learning_rate.initial, which is 0.001",
        "cosine | period | 0 | found 0; allowed: auto or an integer of at least 1",
        "cosine | period_multiplier | 0 | found 0; allowed: an integer of at least 1",
        "cosine | period_multiplier | 2 | found 2, but learning_rate.period is auto, and nothing starts again; allowed: 1",
        "one_cycle | max | 0 | found 0; allowed: a number above 0",
        "one_cycle | max | 1e-4 | found learning_rate.initial 0.001 and learning_rate.max 1.0E-4; allowed: a max of at least the initial rate",
        "one_cycle | rise | 1 | found 1; allowed: a number in (0, 1)",
      })
  void whatAScheduleCannotTakeIsRefused(String schedule, String key, String value, String message) {
    assertThat(
            new Configs(directory)
                .problems(
                    Configs.REQUIRED,
                    "learning_rate.schedule=" + schedule,
                    "learning_rate." + key + "=" + value))
        .containsExactly("--set learning_rate." + key + ": " + message);
  }

  @Test
  void theKeyThatIsGivenIsBlamed() {
    assertThat(
            new Configs(directory)
                .problems(Configs.REQUIRED, "learning_rate={initial: 0.1, schedule: one_cycle}"))
        .containsExactly(
            "--set learning_rate.initial: found learning_rate.initial 0.1 and learning_rate.max"
                + " 0.01; allowed: a max of at least the initial rate");
  }

  @Test
  void aManualScheduleNeedsATable() {
    assertThat(new Configs(directory).problems(Configs.REQUIRED, "learning_rate.schedule=manual"))
        .containsExactly(
            "c.yaml: learning_rate.table: missing; required with schedule manual: a map of epochs to"
                + " rates");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "early_stopping | metric | auc | found auc; allowed: one of loss, accuracy, error, precision, recall, f1, macro_f1, roc_auc, pr_auc, rmse, mae, r2",
        "early_stopping | min_delta | -1 | found -1; allowed: a number of at least 0",
        "reduce_on_plateau | metric | auc | found auc; allowed: one of loss, accuracy, error, precision, recall, f1, macro_f1, roc_auc, pr_auc, rmse, mae, r2",
        "reduce_on_plateau | factor | 1 | found 1; allowed: a number in (0, 1)",
        "reduce_on_plateau | factor | 0 | found 0; allowed: a number in (0, 1)",
        "reduce_on_plateau | threshold | -1 | found -1; allowed: a number of at least 0",
        "reduce_on_plateau | cooldown | -1 | found -1; allowed: an integer of at least 0",
        "reduce_on_plateau | min_rate | -1 | found -1; allowed: a number of at least 0",
        "reduce_on_plateau | min_rate | 0.1 | found 0.1; allowed: at most learning_rate.initial, which is 0.001",
      })
  void whatAPolicyCannotTakeIsRefused(String section, String key, String value, String message) {
    assertThat(
            new Configs(directory)
                .problems(
                    Configs.REQUIRED, section + ".patience=1", section + "." + key + "=" + value))
        .containsExactly("--set " + section + "." + key + ": " + message);
  }

  @ParameterizedTest
  @CsvSource({"early_stopping", "reduce_on_plateau"})
  void whatWatchesNeedsEvaluations(String section) {
    assertThat(
            new Configs(directory)
                .problems(Configs.REQUIRED, section + ".patience=1", "training.evaluate_every=0"))
        .containsExactly(
            "--set training.evaluate_every: found 0 with "
                + section
                + ".patience, which needs evaluations of the dev split; allowed: at least 1");
  }
}
