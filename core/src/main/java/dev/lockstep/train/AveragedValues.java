package dev.lockstep.train;

import dev.lockstep.linalg.ExponentialAverage;
import dev.lockstep.model.FloatBytes;
import dev.lockstep.nn.RunningStatistics;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * The values of a training and, where its plan asks for it, their exponentially weighted average
 * over its steps, without bias. Running statistics are averaged as the parameters are, so that they
 * are of about the same time; the numbers of mini-batches are copied.
 */
final class AveragedValues {
  private final ExponentialAverage rule;
  private final float[] latest;

  /** The latest themselves, where there is no average. */
  private final float[] averaged;

  /** Before the first step, of those values: the live array. */
  AveragedValues(ExponentialAverage rule, float[] latest) {
    this(rule, latest, rule.equals(ExponentialAverage.LATEST) ? latest : latest.clone());
  }

  private AveragedValues(ExponentialAverage rule, float[] latest, float[] averaged) {
    this.rule = rule;
    this.latest = latest;
    this.averaged = averaged;
  }

  /** [n]: the live array. */
  float[] latest() {
    return latest;
  }

  /** [n]: the live array. */
  float[] averaged() {
    return averaged;
  }

  /** How many numbers it keeps beside the latest values: n or 0. */
  int size() {
    return averaged == latest ? 0 : averaged.length;
  }

  /** Takes the latest values into the average, as the t-th since it began, from 1. */
  void take(long t, RunningStatistics statistics) {
    if (averaged != latest) {
      rule.takeUnbiased(averaged, latest, t);
      statistics.copyCounts(latest, averaged);
    }
  }

  /** One of its own. */
  AveragedValues copy() {
    float[] values = latest.clone();
    return new AveragedValues(rule, values, averaged == latest ? values : averaged.clone());
  }

  /** Overwrites the values with those of another of the same rule. */
  void set(AveragedValues other) {
    System.arraycopy(other.latest, 0, latest, 0, latest.length);
    if (averaged != latest) {
      System.arraycopy(other.averaged, 0, averaged, 0, averaged.length);
    }
  }

  void writeTo(DataOutputStream out) throws IOException {
    if (averaged != latest) {
      FloatBytes.write(averaged, out);
    }
  }

  void readFrom(DataInputStream in) throws IOException {
    if (averaged != latest) {
      FloatBytes.read(in, averaged);
    }
  }
}
