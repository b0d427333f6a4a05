package dev.lockstep.spark.cli.terminal;

import dev.lockstep.spark.search.SearchListener;
import dev.lockstep.spark.search.trial.TrialResult;
import dev.lockstep.spark.search.trial.TrialRow;
import dev.lockstep.spark.search.trial.TrialRow.Status;
import dev.lockstep.spark.words.Counted;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Tells how a search goes: a live line on a terminal, elsewhere a plain line every few seconds; and
 * a line for each rung.
 */
final class SearchProgress implements SearchListener {
  private static final long LIVE_NANOS = Duration.ofMillis(200).toNanos();
  private static final long LINE_NANOS = Duration.ofSeconds(5).toNanos();
  private static final String ERASE = "\r\u001b[K";

  private final boolean live;
  private final PrintStream err;
  private final LongSupplier clock;
  private long start;
  private long next;
  private long allEpochs;
  private int slots = 1;
  private double epochs;
  private RungBegin rung = new RungBegin(0, 1, 0, 1, 1, 0, 0);
  private int done;
  private int bad;
  private int stopped;
  private String best = "none yet";

  /** On standard error, err, which is a terminal or not. */
  SearchProgress(boolean live, PrintStream err) {
    this(live, err, System::nanoTime);
  }

  SearchProgress(boolean live, PrintStream err, LongSupplier clock) {
    this.live = live;
    this.err = err;
    this.clock = clock;
  }

  @Override
  public void onBegin(int trials, long all, int atOnce, String mode) {
    start = clock.getAsLong();
    next = start + interval();
    allEpochs = all;
    slots = atOnce;
    err.printf(Locale.ROOT, "%s, %s%n", Counted.of(trials, "trial"), mode);
  }

  private long interval() {
    return live ? LIVE_NANOS : LINE_NANOS;
  }

  @Override
  public void onBase(TrialResult result) {
    Double figure = result.objective();
    err.printf(
        Locale.ROOT,
        "%sthe base configuration as it stands: %s%n",
        live ? ERASE : "",
        figure == null ? result.ending() : String.format(Locale.ROOT, "dev %.5g", figure));
  }

  @Override
  public void onRung(RungBegin begun) {
    rung = begun;
    done = 0;
    tell();
  }

  @Override
  public void onResult(TrialResult result, boolean isBest) {
    done++;
    epochs += Math.max(0, result.epochs() - rung.before());
    if (!result.isMeasured()) {
      bad++;
    }
    if (isBest) {
      best = String.format(Locale.ROOT, "%.5g by trial %d", result.objective(), result.trial());
    }
    long now = clock.getAsLong();
    if (now >= next) {
      next = now + interval();
      tell();
    }
  }

  private void tell() {
    if (live) {
      err.print(ERASE + line());
      err.flush();
    } else {
      err.println(line());
    }
  }

  /** What matters most comes first, as a narrow terminal cuts the end off. */
  private String line() {
    int running = Math.min(slots, rung.trials() - done);
    return String.format(
        Locale.ROOT,
        "round %d/%d  rung %d/%d to epoch %d  %d/%d done  %d running  best dev %s  %d stopped  %d"
            + " failed  %s left",
        rung.round() + 1,
        rung.rounds(),
        rung.rung() + 1,
        rung.rungs(),
        rung.epochs(),
        done,
        rung.trials(),
        running,
        best,
        stopped,
        bad,
        left());
  }

  private String left() {
    if (epochs == 0) {
      return "?";
    }
    double seconds = (clock.getAsLong() - start) / 1e9 * Math.max(0, allEpochs - epochs) / epochs;
    long whole = Math.round(seconds);
    return String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60);
  }

  @Override
  public void onDecided(List<TrialRow> rows) {
    stopped += (int) rows.stream().filter(row -> row.status() == Status.STOPPED).count();
    long promoted = rows.stream().filter(row -> row.status() == Status.PROMOTED).count();
    String decided =
        String.format(
            Locale.ROOT,
            "round %d/%d  rung %d/%d: %s to epoch %d, best dev %s, %d %s on",
            rung.round() + 1,
            rung.rounds(),
            rung.rung() + 1,
            rung.rungs(),
            Counted.of(rows.size(), "trial"),
            rung.epochs(),
            best,
            promoted,
            promoted == 1 ? "goes" : "go");
    err.println((live ? ERASE : "") + decided);
  }

  @Override
  public void onFinal(TrialRow winner) {
    err.printf(Locale.ROOT, "the final model: trial %d once more%n", winner.trial().number());
  }

  @Override
  public void close() {
    err.flush();
  }
}
