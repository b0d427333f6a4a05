package dev.lockstep.spark.cli.terminal;

import dev.lockstep.spark.report.progress.Events;
import dev.lockstep.spark.search.SearchListener;
import dev.lockstep.spark.search.trial.TrialResult;
import dev.lockstep.spark.search.trial.TrialRow;
import java.util.List;

/** Tells machines how a search goes: a line for each rung that begins, and each trial in it. */
final class SearchEvents implements SearchListener {
  private final Events events;

  SearchEvents(Events events) {
    this.events = events;
  }

  @Override
  public void onRung(RungBegin rung) {
    events.tell("rung", rung.values());
  }

  @Override
  public void onBase(TrialResult result) {
    events.tell("base", result.values());
  }

  @Override
  public void onDecided(List<TrialRow> rows) {
    rows.forEach(row -> events.tell("trial", row.values()));
  }
}
