package dev.lockstep.spark.registry;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * Removes old versions, and what processes that died have left. Which versions is decided in the
 * log first, so that nobody promotes one that is on its way out: whoever was about to has to look
 * again.
 */
final class Cleaning {
  /** Nobody takes as long to publish a model. */
  private static final Duration DEAD = Duration.ofDays(1);

  private final Store store;
  private final Path registry;
  private final Versions versions;
  private final DecisionLog decisions;

  Cleaning(Store store, Path registry, Versions versions, DecisionLog decisions) {
    this.store = store;
    this.registry = registry;
    this.versions = versions;
    this.decisions = decisions;
  }

  /** The versions that go if so many of the newest are kept; nothing goes while none is current. */
  List<Integer> removable(int keep) throws IOException {
    Optional<Decision> now = decisions.last();
    return now.isEmpty() ? List.of() : removable(now.get(), keep);
  }

  private List<Integer> removable(Decision now, int keep) throws IOException {
    List<Integer> complete = versions.numbers();
    Set<Integer> kept =
        new TreeSet<>(complete.subList(Math.max(0, complete.size() - keep), complete.size()));
    kept.add(now.current());
    now.previous().ifPresent(kept::add);
    return complete.stream().filter(number -> !kept.contains(number)).toList();
  }

  /** Removes them; gives those that are gone. */
  List<Integer> clean(int keep) throws IOException {
    List<Integer> removed = decide(keep);
    for (int number : removed) {
      versions.remove(number);
    }
    for (int number : dead()) {
      versions.remove(number);
    }
    for (Path directory : List.of(registry, decisions.directory())) {
      for (FileStatus left : old(store.listHidden(directory))) {
        store.delete(left.getPath());
      }
    }
    return removed;
  }

  private List<Integer> decide(int keep) throws IOException {
    while (true) {
      Optional<Decision> now = decisions.last();
      List<Integer> removable = now.isEmpty() ? List.of() : removable(now.get(), keep);
      if (removable.isEmpty()
          || decisions.append(now.orElseThrow().removal(removable, "keep " + keep))) {
        return removable;
      }
    }
  }

  /** Numbers without a version; the last one stays, so that none is given twice. */
  private List<Integer> dead() throws IOException {
    List<Integer> taken = versions.taken();
    List<Integer> complete = versions.numbers();
    List<Integer> removed = decisions.last().map(Decision::removed).orElse(List.of());
    List<Integer> dead = new ArrayList<>();
    for (int number : taken.subList(0, Math.max(0, taken.size() - 1))) {
      boolean incomplete = !complete.contains(number);
      if (removed.contains(number) || (incomplete && isOld(versions.directory(number)))) {
        dead.add(number);
      }
    }
    return dead;
  }

  private boolean isOld(Path directory) throws IOException {
    Stream<FileStatus> files = Stream.concat(store.list(directory), store.listHidden(directory));
    return files.allMatch(Cleaning::isOld);
  }

  private static List<FileStatus> old(Stream<FileStatus> files) {
    return files.filter(Cleaning::isOld).toList();
  }

  private static boolean isOld(FileStatus status) {
    return Instant.ofEpochMilli(status.getModificationTime()).isBefore(Instant.now().minus(DEAD));
  }
}
