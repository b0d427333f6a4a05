package dev.lockstep.spark.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The file to which the Worker copies what its executor writes to standard error. */
public final class ExecutorLog {
  private static final Duration MOST = Duration.ofSeconds(60);

  private final Path directory;
  private final Path file;
  private final long from;

  /** Of the executor that has that directory. */
  ExecutorLog(Path directory) {
    this(directory, 0);
  }

  private ExecutorLog(Path directory, long from) {
    this.directory = directory;
    this.file = directory.resolve("stderr");
    this.from = from;
  }

  /** The same without what has been written up to now. */
  public ExecutorLog fromNow() throws IOException {
    return new ExecutorLog(directory, Files.size(file));
  }

  /** Its lines so far; the last may not be all there yet. */
  public List<String> lines() throws IOException {
    return Files.readString(file).substring(Math.toIntExact(from)).lines().toList();
  }

  /**
   * Waits for a line of that form: it is written by one process, read by another, and both take
   * their time.
   */
  public MatchResult await(String form) throws IOException, InterruptedException {
    Pattern pattern = Pattern.compile(form);
    long deadline = System.nanoTime() + MOST.toNanos();
    try (WatchService changes = file.getFileSystem().newWatchService()) {
      directory.register(changes, StandardWatchEventKinds.ENTRY_MODIFY);
      while (System.nanoTime() < deadline) {
        List<MatchResult> found = lines().stream().flatMap(line -> match(pattern, line)).toList();
        if (!found.isEmpty()) {
          return found.get(0);
        }
        WatchKey change = changes.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (change != null) {
          change.pollEvents();
          change.reset();
        }
      }
    }
    throw new IllegalStateException("no line '" + form + "' in " + lines());
  }

  private static Stream<MatchResult> match(Pattern pattern, String line) {
    return pattern.matcher(line).results();
  }
}
