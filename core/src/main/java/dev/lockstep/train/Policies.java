package dev.lockstep.train;

import dev.lockstep.metric.MetricReport;
import java.nio.DoubleBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Several policies as one, each with its own part of the memory: any can stop the training or keep
 * the parameters as the best, and their factors of the learning rate are multiplied.
 */
public record Policies(List<Policy> each) implements Policy {
  public Policies {
    each = List.copyOf(each);
  }

  @Override
  public int remembered() {
    return each.stream().mapToInt(Policy::remembered).sum();
  }

  @Override
  public boolean keepsBest() {
    return each.stream().anyMatch(Policy::keepsBest);
  }

  @Override
  public Decision decide(
      @Nullable MetricReport evaluation, TrainingState state, DoubleBuffer memory) {
    Decision all = Decision.GO_ON;
    int from = 0;
    for (Policy policy : each) {
      DoubleBuffer own = memory.slice(from, policy.remembered());
      all = all.and(policy.decide(evaluation, state, own));
      from += policy.remembered();
    }
    return all;
  }
}
