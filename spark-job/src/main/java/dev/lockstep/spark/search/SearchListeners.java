package dev.lockstep.spark.search;

import dev.lockstep.spark.search.space.Region;
import dev.lockstep.spark.search.trial.Trial;
import dev.lockstep.spark.search.trial.TrialResult;
import dev.lockstep.spark.search.trial.TrialRow;
import java.util.List;

/** Tells two all that is told; whoever made them closes them. */
record SearchListeners(SearchListener first, SearchListener second) implements SearchListener {
  @Override
  public void onBegin(int trials, long epochs, int slots, String mode) {
    first.onBegin(trials, epochs, slots, mode);
    second.onBegin(trials, epochs, slots, mode);
  }

  @Override
  public void onRound(Region region, List<Trial> trials) {
    first.onRound(region, trials);
    second.onRound(region, trials);
  }

  @Override
  public void onBase(TrialResult result) {
    first.onBase(result);
    second.onBase(result);
  }

  @Override
  public void onRung(RungBegin rung) {
    first.onRung(rung);
    second.onRung(rung);
  }

  @Override
  public void onResult(TrialResult result, boolean isBest) {
    first.onResult(result, isBest);
    second.onResult(result, isBest);
  }

  @Override
  public void onDecided(List<TrialRow> rows) {
    first.onDecided(rows);
    second.onDecided(rows);
  }

  @Override
  public void onFinal(TrialRow winner) {
    first.onFinal(winner);
    second.onFinal(winner);
  }
}
