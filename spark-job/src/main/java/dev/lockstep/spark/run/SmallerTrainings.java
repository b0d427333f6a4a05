package dev.lockstep.spark.run;

import dev.lockstep.diagnosis.Errors;
import dev.lockstep.diagnosis.LearningCurve.Point;
import dev.lockstep.metric.MetricReport;
import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.config.DataConfig;
import dev.lockstep.spark.config.DataConfig.Fractions;
import dev.lockstep.spark.config.DataConfig.Splits;
import dev.lockstep.spark.report.DiagnosisReport;
import dev.lockstep.spark.report.Display;
import dev.lockstep.spark.table.pack.ShardedDataset;
import dev.lockstep.train.DivergedException;
import dev.lockstep.train.GradientSource;
import dev.lockstep.train.Split;
import dev.lockstep.train.TrainingListener;
import dev.lockstep.train.TrainingResult;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The points of a learning curve before the last: the same training on shares of the training
 * split, with the features, the standardization and the classes of all of it.
 */
final class SmallerTrainings {
  private static final Logger LOG = LoggerFactory.getLogger(SmallerTrainings.class);
  private static final double[] SHARES = {0.125, 0.25, 0.5};

  private final Training training;
  private final Prepared all;
  private final Host host;

  SmallerTrainings(Training training, Prepared all, Host host) {
    this.training = training;
    this.all = all;
    this.host = host;
  }

  /** Throws ConfigException if a configuration names no dev split, by which trainings compare. */
  static void requireDev(DataConfig data) {
    boolean dev =
        data.source() instanceof Splits splits
            ? !splits.dev().isEmpty()
            : ((Fractions) data.source()).dev() > 0;
    if (!dev) {
      throw new ConfigException(
          List.of(
              "--learning-curve: found no dev split, whose errors it compares; set"
                  + " data.dev_fraction, or data.dev beside data.train"));
    }
  }

  /** Trains on one share after the other. */
  List<Point> points() {
    List<Point> points = new ArrayList<>();
    for (double share : SHARES) {
      points.add(point(share));
    }
    LOG.info("Learning curve: now all of the training split");
    return points;
  }

  private Point point(double share) {
    ShardedDataset subset = all.data().train().subset(share);
    try {
      long examples = subset.examples();
      LOG.info("Learning curve: {} examples, {} of the training split", examples, share);
      return examples == 0
          ? new Point(share, 0, 0, Errors.NONE)
          : trained(share, prepared(share, subset));
    } finally {
      subset.unpersist();
    }
  }

  /** What a share is too small for is not what the whole training split is. */
  private Prepared prepared(double share, ShardedDataset subset) {
    try {
      return training.on(subset, all);
    } catch (ConfigException e) {
      String where = "--learning-curve, on " + share + " of the training split: ";
      throw new ConfigException(e.problems().stream().map(where::concat).toList());
    }
  }

  private Point trained(double share, Prepared part) {
    long examples = part.data().examples(Split.TRAIN);
    try (GradientSource gradients = training.open(part)) {
      TrainingResult result = train(part, gradients);
      Map<Split, MetricReport> figures = new EnumMap<>(Split.class);
      Outcome outcome = training.decide(part, gradients, result);
      training.evaluate(outcome, gradients, TrainingListener.NONE, figures);
      return new Point(share, examples, result.steps(), DiagnosisReport.errors(figures));
    } catch (DivergedException e) {
      LOG.warn("Learning curve: no errors for {} examples, as {}", examples, e.getMessage());
      return new Point(share, examples, e.step(), Errors.NONE);
    }
  }

  private TrainingResult train(Prepared part, GradientSource gradients) {
    try (Display display = host.display(part.plan())) {
      return training.train(training.facts(part, gradients), display);
    }
  }
}
