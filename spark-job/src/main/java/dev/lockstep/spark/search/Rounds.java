package dev.lockstep.spark.search;

import dev.lockstep.spark.output.RunFolder;
import dev.lockstep.spark.search.Race.Track;
import dev.lockstep.spark.search.space.Region;
import dev.lockstep.spark.search.trial.Judge;
import dev.lockstep.spark.search.trial.Trial;
import dev.lockstep.spark.search.trial.TrialRow;
import dev.lockstep.spark.search.trial.TrialRow.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rounds of a search, from coarse to fine: each draws around the best of the one before. */
final class Rounds {
  private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

  /** What the fine rounds draw around: the best of so many trials of the round before. */
  private static final int ZOOM = 4;

  private final Track track;
  private final Judge judge;
  private final List<Region> regions = new ArrayList<>();
  private final List<TrialRow> rows = new ArrayList<>();

  Rounds(Track track) {
    this.track = track;
    this.judge = new Judge(track.objective());
  }

  /** The regions that rounds drew in. */
  List<Region> regions() {
    return regions;
  }

  /** What was decided, in order. */
  List<TrialRow> rows() {
    return rows;
  }

  /**
   * Runs them, and writes all rows after each.
   *
   * @return what was trained to its end, the best first, whatever rung that was
   * @throws SearchFailedException if that is nothing
   */
  List<TrialRow> run(Drawing drawing, RunFolder folder) throws IOException {
    Region region = track.config().space().all();
    int rounds = track.config().budget().rounds();
    for (int round = 0; round < rounds; round++) {
      if (round > 0 && track.isOver().getAsBoolean()) {
        LOG.warn("There is no time left for round {}", round + 1);
        break;
      }
      regions.add(region);
      List<Trial> trials = drawing.trials(round, region);
      track.listener().onRound(region, trials);
      List<TrialRow> raced = new Race(track, trials).run(round);
      rows.addAll(raced);
      folder.put(RunFolder.TRIAL_ROWS, lines(rows));
      region = closer(region, raced, track.config().budget().trialsOf(round));
    }
    List<TrialRow> finished = finished();
    if (finished.isEmpty()) {
      throw new SearchFailedException(failure());
    }
    return finished;
  }

  /** As a file has them. */
  static byte[] lines(List<TrialRow> rows) {
    String lines = rows.stream().map(TrialRow::line).collect(Collectors.joining());
    return lines.getBytes(StandardCharsets.UTF_8);
  }

  /** That the best quarter of a round lies in, and a little more. */
  private Region closer(Region region, List<TrialRow> raced, int trials) {
    int most = Math.max(2, (trials + ZOOM - 1) / ZOOM);
    List<double[]> best =
        judge.best(raced, most).stream().map(TrialRow::trial).map(Trial::coordinates).toList();
    return best.isEmpty() ? region : region.around(track.config().space(), best);
  }

  private List<TrialRow> finished() {
    return rows.stream()
        .filter(row -> row.status() == Status.FINISHED)
        .sorted(Comparator.comparing(TrialRow::result, judge.order()))
        .toList();
  }

  private String failure() {
    if (track.isOver().getAsBoolean()) {
      return String.format(
          Locale.ROOT,
          "no trial came to its end in budget.minutes; what they came to is in %s.incomplete, and"
              + " the same command with --resume and more minutes goes on from there",
          track.config().output().path());
    }
    String causes =
        rows.stream()
            .filter(row -> row.result().cause() != null)
            .map(row -> "trial " + row.trial().number() + ": " + row.result().cause())
            .limit(3)
            .collect(Collectors.joining("\n"));
    return "no trial came to its end\n" + causes;
  }
}
