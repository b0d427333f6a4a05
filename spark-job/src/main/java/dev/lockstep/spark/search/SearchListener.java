package dev.lockstep.spark.search;

import dev.lockstep.spark.search.space.Region;
import dev.lockstep.spark.search.trial.Trial;
import dev.lockstep.spark.search.trial.TrialResult;
import dev.lockstep.spark.search.trial.TrialRow;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Hears how a search goes, on the thread that searches. */
public interface SearchListener extends AutoCloseable {
  /** Hears nothing. */
  SearchListener NONE = new SearchListener() {};

  /**
   * A rung of a round.
   *
   * @param round from 0, of so many
   * @param rung from 0, of so many
   * @param epochs after which it ends
   * @param before after how many the one before ended
   * @param trials that it trains
   */
  record RungBegin(int round, int rounds, int rung, int rungs, int epochs, int before, int trials) {
    /** For machines and pages, which count from 1. */
    public Map<String, Object> values() {
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("round", round + 1);
      values.put("rounds", rounds);
      values.put("rung", rung + 1);
      values.put("rungs", rungs);
      values.put("epochs", epochs);
      values.put("trials", trials);
      return values;
    }
  }

  /**
   * The search begins, or goes on.
   *
   * @param trials in all
   * @param epochs that all trials take together, unless some end early
   * @param slots trials that run at once
   * @param mode how they share the cluster, and why
   */
  default void onBegin(int trials, long epochs, int slots, String mode) {}

  /** A round begins, with these trials, which were drawn from that region. */
  default void onRound(Region region, List<Trial> trials) {}

  /** What came of the configuration that all trials share, as it stands. */
  default void onBase(TrialResult result) {}

  /** A rung begins. */
  default void onRung(RungBegin rung) {}

  /** A trial has come to the end of the rung; those of an earlier process are told, too. */
  default void onResult(TrialResult result, boolean isBest) {}

  /** A rung has ended, and this was decided. */
  default void onDecided(List<TrialRow> rows) {}

  /** All trials are done: the final model is trained. */
  default void onFinal(TrialRow winner) {}

  @Override
  default void close() {}
}
