package dev.lockstep.spark.search;

import dev.lockstep.spark.search.config.Halving;
import dev.lockstep.spark.search.config.SearchConfig;

/** How much a search is, before it has begun. */
final class Effort {
  private Effort() {}

  /**
   * How many epochs all trials take together, unless some end early.
   *
   * @param all that a trial takes which is trained to its end
   */
  static long epochs(SearchConfig config, int all) {
    long sum = 0;
    for (int round = 0; round < config.budget().rounds(); round++) {
      int trials = config.budget().trialsOf(round);
      sum += config.halving().map(rule -> epochs(rule, trials, all)).orElse((long) trials * all);
    }
    return sum;
  }

  private static long epochs(Halving rule, int trials, int all) {
    long sum = 0;
    int before = 0;
    int left = trials;
    for (int rung : rule.rungs(all)) {
      sum += (long) left * (rung - before);
      left = rule.promoted(left);
      before = rung;
    }
    return sum;
  }
}
