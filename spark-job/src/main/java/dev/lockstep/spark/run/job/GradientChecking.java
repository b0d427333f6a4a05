package dev.lockstep.spark.run.job;

import dev.lockstep.check.GradientCheck;
import dev.lockstep.check.GradientReport;
import dev.lockstep.check.ParameterSample;
import dev.lockstep.nn.Network;
import dev.lockstep.reference.Examples;
import dev.lockstep.shard.MiniBatches;
import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.report.progress.Display;
import dev.lockstep.spark.report.text.CheckedGradient;
import dev.lockstep.spark.report.text.CheckedGradient.Batch;
import dev.lockstep.spark.run.Host;
import dev.lockstep.spark.run.Training;
import dev.lockstep.spark.run.prepare.Prepared;
import dev.lockstep.spark.table.BadDataException;
import dev.lockstep.spark.words.Counted;
import dev.lockstep.train.GradientSource;
import dev.lockstep.train.TrainingState;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks the gradient of a configuration's network on rows of its table, after some steps of its
 * training. Writes nothing.
 */
public final class GradientChecking {
  private static final Logger LOG = LoggerFactory.getLogger(GradientChecking.class);

  /** Examples whose mean loss is differentiated: more take longer, and tell no more. */
  private static final int MOST_ROWS = 64;

  private final SparkSession spark;
  private final LockstepConfig config;
  private final Host host;

  /** Of a configuration. */
  public GradientChecking(SparkSession spark, LockstepConfig config, Host host) {
    this.spark = spark;
    this.config = config;
    this.host = host;
  }

  /**
   * How much is done.
   *
   * @param afterSteps of training, at least 0
   * @param sample how many parameters, at least 1; where it is not given, as many as take seconds
   */
  public record Extent(long afterSteps, OptionalLong sample) {
    public Extent {
      check("--after-steps", afterSteps, 0);
      check("--sample", sample.orElse(1), 1);
    }

    private static void check(String option, long value, long least) {
      if (value < least) {
        throw ConfigException.of("%s: found %,d; at least %,d is allowed", option, value, least);
      }
    }
  }

  /**
   * Compares gradients with differences on rows of the mini-batch that the next step would take.
   *
   * @throws ConfigException if the training has fewer steps
   * @throws BadDataException if the rows weigh nothing
   */
  public CheckedGradient of(Extent extent) {
    Training training = new Training(spark, config);
    Prepared prepared = training.prepare(training.tables());
    try {
      checkSteps(extent.afterSteps(), prepared.plan().steps());
      TrainingState state =
          extent.afterSteps() == 0
              ? training.initialState(prepared)
              : trained(training, prepared.first(extent.afterSteps()));
      if (state.steps() < extent.afterSteps()) {
        LOG.warn(
            "The training ended by itself after {} of the {} steps of --after-steps",
            state.steps(),
            extent.afterSteps());
      }
      return check(prepared, state, extent.sample());
    } finally {
      prepared.data().unpersist();
    }
  }

  private static void checkSteps(long asked, long most) {
    if (asked > most) {
      throw ConfigException.of(
          "--after-steps: found %,d; the training has %s, so at most that is allowed",
          asked, Counted.of(most, "step"));
    }
  }

  private TrainingState trained(Training training, Prepared first) {
    try (GradientSource gradients = training.open(first);
        Display display = host.display(first.plan())) {
      return training.train(first, gradients, display).state();
    }
  }

  private CheckedGradient check(Prepared prepared, TrainingState state, OptionalLong sample) {
    Network network = prepared.network();
    long step = state.steps();
    Examples examples = examples(prepared, step);
    GradientCheck check = new GradientCheck(network, prepared.plan().regularization(), examples);
    long most = sample.orElseGet(() -> ParameterSample.affordable(network, examples.rows()));
    GradientReport found =
        check.compare(
            state.values(),
            ParameterSample.of(network, most, config.training().seed()),
            check.float64(state.values()),
            check.float32(state.values(), prepared.planned().task().blas().load()));
    Batch batch = new Batch(step, batchRows(prepared, step));
    return new CheckedGradient(network, prepared.plan(), batch, found);
  }

  private static Examples examples(Prepared prepared, long step) {
    Examples examples =
        Examples.of(
                prepared.data().train().first(prepared.plan().batches(), step, MOST_ROWS),
                MOST_ROWS)
            .weighted(prepared.network().loss().classWeights());
    if (!(examples.weight() > 0)) {
      throw new BadDataException(
          String.format(
              Locale.ROOT,
              "the %,d rows that the gradient is checked on, of the mini-batch of step %,d, weigh"
                  + " %s: there is no mean loss; take another step by --after-steps",
              examples.rows(),
              step + 1,
              examples.weight()));
    }
    return examples;
  }

  private static long batchRows(Prepared prepared, long step) {
    MiniBatches batches = prepared.data().train().batches(prepared.plan().batches());
    return IntStream.range(0, batches.shards())
        .mapToLong(shard -> batches.to(step, shard) - batches.from(step, shard))
        .sum();
  }
}
