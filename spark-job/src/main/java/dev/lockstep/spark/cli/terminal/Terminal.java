package dev.lockstep.spark.cli.terminal;

import dev.lockstep.spark.output.RunDirectory;
import dev.lockstep.spark.output.RunFolder;
import dev.lockstep.spark.report.progress.Display;
import dev.lockstep.spark.report.progress.Progress;
import dev.lockstep.spark.report.progress.ProgressEvents;
import dev.lockstep.spark.run.Host;
import dev.lockstep.spark.search.SearchListener;
import dev.lockstep.spark.words.ShellWord;
import dev.lockstep.train.TrainingPlan;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Runs that are started from a command line.
 *
 * @param command the arguments
 */
public record Terminal(SparkLog log, Interruption interruption, List<String> command)
    implements Host {
  /** Set by scripts/lockstep: the directory it was started in, and its whole command line. */
  private static final String WHOLE_COMMAND = "LOCKSTEP_COMMAND";

  private static final String RESUME = "--resume";

  @Override
  public Steps steps() {
    return interruption.steps();
  }

  @Override
  public String resumeCommand() {
    String whole =
        Optional.ofNullable(System.getenv(WHOLE_COMMAND))
            .orElseGet(
                () ->
                    "spark-submit [the same options] "
                        + command.stream().map(ShellWord::of).collect(Collectors.joining(" ")));
    boolean resumes = command.stream().anyMatch(argument -> argument.startsWith(RESUME));
    return resumes ? whole : whole + " " + RESUME;
  }

  @Override
  @SuppressWarnings(
      "SystemConsoleNull") // Spark runs on Java 17 and 21, where null means no terminal.
  public Display display(TrainingPlan plan) {
    return log.events()
        .<Display>map(events -> new ProgressEvents(plan, events))
        .orElseGet(() -> new Progress(plan, System.console() != null, log.terminal()));
  }

  /** What shows a search. */
  @SuppressWarnings("SystemConsoleNull") // As above.
  public SearchListener searchDisplay() {
    return log.events()
        .<SearchListener>map(SearchEvents::new)
        .orElseGet(() -> new SearchProgress(System.console() != null, log.terminal()));
  }

  @Override
  public List<String> cause(Throwable failure) {
    return Failure.lines(failure);
  }

  @Override
  public Scope logIn(RunDirectory run) {
    return log.stayIn(run);
  }

  @Override
  public void copyLogTo(RunFolder folder) {
    log.copyTo(folder);
  }
}
