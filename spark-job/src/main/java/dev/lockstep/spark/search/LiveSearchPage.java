package dev.lockstep.spark.search;

import dev.lockstep.spark.output.RunDirectory;
import dev.lockstep.spark.output.RunFolder;
import dev.lockstep.spark.page.SearchPage;
import dev.lockstep.spark.run.directory.PageFile;
import dev.lockstep.spark.search.config.SearchConfig;
import dev.lockstep.spark.search.report.SearchReport;
import dev.lockstep.spark.search.space.Region;
import dev.lockstep.spark.search.trial.Trial;
import dev.lockstep.spark.search.trial.TrialResult;
import dev.lockstep.spark.search.trial.TrialRow;
import dev.lockstep.spark.search.trial.TrialRow.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The page of a search, search.html, written again and again while it goes on. */
final class LiveSearchPage implements SearchListener {
  private final RunDirectory directory;
  private final SearchConfig config;
  private final PageFile file;
  private final SearchReport known;
  private final List<Region> regions = new ArrayList<>();
  private final Map<Integer, Trial> trials = new HashMap<>();
  private final List<TrialRow> decided = new ArrayList<>();

  /** Of the rung under way. */
  private final List<TrialRow> measured = new ArrayList<>();

  private final Map<String, Object> rung = new LinkedHashMap<>();
  private final long start = System.nanoTime();

  /**
   * Of a search that is about to begin.
   *
   * @param known what its report tells from the beginning
   */
  LiveSearchPage(RunDirectory directory, SearchConfig config, SearchReport known) {
    this.directory = directory;
    this.config = config;
    this.known = known;
    this.file = new PageFile(directory, RunFolder.SEARCH_PAGE);
  }

  @Override
  public void onRound(Region region, List<Trial> drawn) {
    regions.add(region);
    drawn.forEach(trial -> trials.put(trial.number(), trial));
  }

  @Override
  public void onBase(TrialResult result) {
    known.base(result);
    writeIfDue();
  }

  @Override
  public void onRung(RungBegin begin) {
    rung.putAll(begin.values());
    rung.put("done", 0);
    writeIfDue();
  }

  @Override
  public void onResult(TrialResult result, boolean isBest) {
    Trial trial = Objects.requireNonNull(trials.get(result.trial()));
    measured.add(new TrialRow(trial, result, Status.of(result)));
    rung.put("done", measured.size());
    writeIfDue();
  }

  @Override
  public void onDecided(List<TrialRow> rows) {
    measured.clear();
    decided.addAll(rows);
    writeIfDue();
  }

  private void writeIfDue() {
    file.writeIfDue(() -> page(soFar().status("running").fact("rung", Map.copyOf(rung))));
  }

  private SearchReport soFar() {
    double seconds = (System.nanoTime() - start) / 1e9;
    return known.copy().tried(config, regions, decided, seconds);
  }

  /** The search has come to its end, and that is what it reports. */
  void end(SearchReport report) {
    file.end(page(report), directory.folder());
  }

  /**
   * It has not come to its end.
   *
   * @param status how it ended
   * @param cause line by line
   * @param resume what goes on with it
   */
  void end(String status, List<String> cause, String resume) {
    end(soFar().status(status).fact("cause", String.join("\n", cause)).fact("resume", resume));
  }

  private PageFile.Page page(SearchReport report) {
    List<TrialRow> rows = new ArrayList<>(decided);
    rows.addAll(measured);
    String name = directory.path().replaceFirst("/+$", "").replaceFirst(".*/", "");
    return new SearchPage(name, report.values(), Rounds.lines(rows))::html;
  }

  /** Nothing is written any more when this returns. */
  @Override
  public void close() {
    file.close();
  }
}
