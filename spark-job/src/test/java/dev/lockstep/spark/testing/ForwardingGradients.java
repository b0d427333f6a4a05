package dev.lockstep.spark.testing;

import dev.lockstep.metric.MetricReport;
import dev.lockstep.nn.GradientSum;
import dev.lockstep.nn.LayerStatistics;
import dev.lockstep.train.GradientSource;
import dev.lockstep.train.Split;

/** Asks another source, which it does not close: for those that change something on the way. */
public abstract class ForwardingGradients implements GradientSource {
  private final GradientSource source;

  protected ForwardingGradients(GradientSource source) {
    this.source = source;
  }

  @Override
  public GradientSum at(float[] parameters, long step) {
    return source.at(parameters, step);
  }

  @Override
  public int buffers() {
    return source.buffers();
  }

  @Override
  public LayerStatistics observe(float[] parameters, long step) {
    return source.observe(parameters, step);
  }

  @Override
  public MetricReport evaluate(float[] parameters, Split split) {
    return source.evaluate(parameters, split);
  }

  @Override
  public MetricReport evaluate(float[] parameters, Split split, double threshold) {
    return source.evaluate(parameters, split, threshold);
  }

  @Override
  public boolean has(Split split) {
    return source.has(split);
  }

  @Override
  public void rest() {
    source.rest();
  }
}
