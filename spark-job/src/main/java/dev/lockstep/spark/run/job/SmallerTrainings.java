package dev.lockstep.spark.run.job;

import dev.lockstep.diagnosis.Errors;
import dev.lockstep.diagnosis.LearningCurve.Point;
import dev.lockstep.metric.MetricReport;
import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.report.DiagnosisReport;
import dev.lockstep.spark.report.progress.Display;
import dev.lockstep.spark.run.Host;
import dev.lockstep.spark.run.Training;
import dev.lockstep.spark.run.prepare.Outcome;
import dev.lockstep.spark.run.prepare.Prepared;
import dev.lockstep.spark.table.pack.ShardedDataset;
import dev.lockstep.train.DivergedException;
import dev.lockstep.train.GradientSource;
import dev.lockstep.train.Split;
import dev.lockstep.train.TrainingResult;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The points of a learning curve before the last: the same training on shares of the training
 * split, with the features, the standardization and the classes of all of it.
 */
public final class SmallerTrainings {
  private static final Logger LOG = LoggerFactory.getLogger(SmallerTrainings.class);
  private static final double[] SHARES = {0.125, 0.25, 0.5};

  /** The splits whose errors a point has. */
  private static final List<Split> COMPARED = List.of(Split.TRAIN, Split.DEV);

  private final Training training;
  private final LockstepConfig config;
  private final Host host;

  SmallerTrainings(Training training, LockstepConfig config, Host host) {
    this.training = training;
    this.config = config;
    this.host = host;
  }

  /** Trains on one share after the other. */
  List<Point> points(Prepared all) {
    List<Point> points = new ArrayList<>();
    for (double share : SHARES) {
      points.add(point(all, share));
    }
    LOG.info("Learning curve: now all of the training split");
    return points;
  }

  private Point point(Prepared all, double share) {
    ShardedDataset subset = all.data().train().subset(share);
    try {
      long examples = subset.examples();
      LOG.info("Learning curve: {} examples, {} of the training split", examples, share);
      return planned(all, subset, share)
          .map(part -> trained(share, part))
          .orElseGet(() -> new Point(share, examples, 0, Errors.NONE));
    } finally {
      subset.unpersist();
    }
  }

  /** Empty where what the configuration says of all examples cannot be met by so few. */
  private Optional<Prepared> planned(Prepared all, ShardedDataset subset, double share) {
    if (subset.examples() == 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(all.on(subset, config));
    } catch (ConfigException e) {
      LOG.warn(
          "Learning curve: no errors for {} of the training split, as that is too little for {}",
          share,
          e.getMessage());
      return Optional.empty();
    }
  }

  private Point trained(double share, Prepared part) {
    long examples = part.data().examples(Split.TRAIN);
    try (GradientSource gradients = training.open(part)) {
      TrainingResult result = train(part, gradients);
      Map<Split, MetricReport> figures = new EnumMap<>(Split.class);
      Outcome outcome =
          Outcome.of(part, result.state()).decided(config.training().classes(), part, gradients);
      for (Split split : COMPARED) {
        figures.put(split, outcome.on(split, gradients));
      }
      return new Point(share, examples, result.steps(), DiagnosisReport.errors(figures));
    } catch (DivergedException e) {
      LOG.warn("Learning curve: no errors for {} examples, as {}", examples, e.getMessage());
      return new Point(share, examples, e.step(), Errors.NONE);
    }
  }

  private TrainingResult train(Prepared part, GradientSource gradients) {
    try (Display display = host.display(part.plan())) {
      return training.train(part, gradients, display);
    }
  }
}
