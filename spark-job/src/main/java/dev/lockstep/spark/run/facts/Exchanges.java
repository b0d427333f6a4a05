package dev.lockstep.spark.run.facts;

import dev.lockstep.spark.config.ExchangeConfig;
import dev.lockstep.spark.config.ExchangeConfig.Protection;
import dev.lockstep.spark.config.ExchangeConfig.Topology;
import dev.lockstep.spark.config.TrainingConfig.Exchange;
import dev.lockstep.spark.exchange.Computation;
import dev.lockstep.spark.exchange.JobGradients;
import dev.lockstep.spark.exchange.SessionGradients;
import dev.lockstep.spark.exchange.driver.ExchangeSettings;
import dev.lockstep.spark.exchange.driver.SessionFailedException;
import dev.lockstep.spark.exchange.driver.SessionUnavailableException;
import dev.lockstep.spark.table.pack.ShardedDataset;
import dev.lockstep.train.GradientSource;
import dev.lockstep.train.Split;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses how gradients come to the driver. */
public record Exchanges(JavaSparkContext spark, Computation task, Map<Split, ShardedDataset> data) {
  private static final Logger LOG = LoggerFactory.getLogger(Exchanges.class);

  /**
   * The exchange asked for; throws SessionUnavailableException if sessions are asked for, or the
   * network needs one, and cannot be had.
   */
  public GradientSource open(Exchange exchange, ExchangeConfig config) {
    return switch (exchange) {
      case JOB -> new JobGradients(spark, task, data);
      case SESSION -> session(config);
      case AUTO -> task.network().needsWholeBatch() ? session(config) : sessionOrJob(config);
    };
  }

  private GradientSource sessionOrJob(ExchangeConfig config) {
    try {
      return session(config);
    } catch (SessionUnavailableException | SessionFailedException e) {
      LOG.warn("One Spark job for each step, as no session can be had: {}", e.getMessage());
      return new JobGradients(spark, task, data);
    }
  }

  private GradientSource session(ExchangeConfig config) {
    Topology topology = config.routes().topology();
    if (spark.sc().isLocal() && (topology == Topology.TREE || topology == Topology.SLICED)) {
      LOG.info(
          "exchange.topology: {} is of no use in one process, where nothing travels", topology);
    }
    boolean encrypt = spark.getConf().getBoolean("spark.network.crypto.enabled", false);
    ExchangeSettings settings =
        new ExchangeSettings(
            config.port(),
            encrypt ? Protection.ENCRYPT : config.protection(),
            config.compression(),
            config.startTimeout(),
            config.stepTimeout(),
            config.sessionSteps(),
            config.routes());
    return new SessionGradients(spark, task, data, settings);
  }

  /** The name of an exchange, for reports. */
  public static String name(GradientSource gradients) {
    return gradients instanceof SessionGradients ? "session" : "job";
  }

  /** How sums and parameters travel in sessions; empty where there are none. */
  static Optional<Topology> topology(GradientSource gradients) {
    return gradients instanceof SessionGradients sessions
        ? Optional.of(sessions.topology())
        : Optional.empty();
  }

  /** How far off compression has made the gradients that were sent, as a share of them. */
  static double compressionError(GradientSource gradients) {
    return gradients instanceof SessionGradients sessions ? sessions.compressionError() : 0;
  }
}
