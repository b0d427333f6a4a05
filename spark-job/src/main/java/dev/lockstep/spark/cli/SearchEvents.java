package dev.lockstep.spark.cli;

import dev.lockstep.spark.report.Events;
import dev.lockstep.spark.search.SearchListener;
import dev.lockstep.spark.search.trial.TrialRow;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tells machines how a search goes: a line for each rung that begins, and each trial in it. */
final class SearchEvents implements SearchListener {
  private final Events events;

  SearchEvents(Events events) {
    this.events = events;
  }

  @Override
  public void onRung(RungBegin rung) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("round", rung.round());
    fields.put("rounds", rung.rounds());
    fields.put("rung", rung.rung());
    fields.put("rungs", rung.rungs());
    fields.put("epochs", rung.epochs());
    fields.put("trials", rung.trials());
    events.tell("rung", fields);
  }

  @Override
  public void onDecided(List<TrialRow> rows) {
    rows.forEach(row -> events.tell("trial", row.values()));
  }
}
