package dev.lockstep.spark.search;

import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.search.config.BaseConfig;
import dev.lockstep.spark.search.config.SearchConfig;
import dev.lockstep.spark.search.space.Region;
import dev.lockstep.spark.search.space.Sampler.Draw;
import dev.lockstep.spark.search.trial.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Draws the trials of a round.
 *
 * @param base what all trials share
 */
record Drawing(SearchConfig config, BaseConfig base) {
  /** Those of a round, in a region. */
  List<Trial> trials(int round, Region region) {
    List<Trial> trials = new ArrayList<>();
    int first = config.budget().firstOf(round);
    for (int place = 0; place < config.budget().trialsOf(round); place++) {
      trials.add(trial(region, new Draw(round, first + place, place)));
    }
    return trials;
  }

  private Trial trial(Region region, Draw draw) {
    double[] point = config.sampler().point(region, config.seed(), draw);
    Map<String, Object> parameters = config.space().at(point);
    int number = draw.trial();
    try {
      LockstepConfig own = configuration(number, parameters);
      return new Trial(number, draw.round(), point, parameters, own, Optional.empty());
    } catch (ConfigException e) {
      Optional<String> obstacle = Optional.ofNullable(e.getMessage());
      return new Trial(number, draw.round(), point, parameters, base.load(), obstacle);
    }
  }

  /** Throws ConfigException if a trial of the first round has values that make no configuration. */
  void check() {
    for (Trial trial : trials(0, config.space().all())) {
      trial
          .obstacle()
          .ifPresent(
              problem -> {
                throw new ConfigException(problem.lines().toList());
              });
    }
  }

  /** The configuration of a trial; throws ConfigException if its values make none. */
  LockstepConfig configuration(int trial, Map<String, Object> parameters) {
    try {
      return base.with(parameters).load();
    } catch (ConfigException e) {
      throw new ConfigException(
          e.problems().stream()
              .map(line -> "space: trial " + trial + ": " + line.replaceFirst("^--set ", ""))
              .toList());
    }
  }
}
