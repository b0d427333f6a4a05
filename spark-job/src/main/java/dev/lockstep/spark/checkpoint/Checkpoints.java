package dev.lockstep.spark.checkpoint;

import dev.lockstep.spark.output.SubFolder;
import dev.lockstep.train.TrainingState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The checkpoints of a run. */
public final class Checkpoints {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

  private static final String PREFIX = "step-";
  private static final Pattern NAME = Pattern.compile(PREFIX + "[0-9]{8,18}");

  /** One that is being written, or was when its process died. */
  private static final String UNFINISHED = "unfinished";

  private final SubFolder folder;
  private final Set<String> damaged = new HashSet<>();

  public Checkpoints(SubFolder folder) {
    this.folder = folder;
  }

  /** One whose files have been verified. */
  public record Stored(Description description, CheckpointFiles files) {
    /**
     * Overwrites a state of the same plan and network with the one that was kept.
     *
     * @throws IOException if it is of another, telling which number differs
     */
    public void readInto(TrainingState state) throws IOException {
      files.readInto(state);
    }

    /** The lines of metrics.jsonl up to there. */
    public byte[] metrics() throws IOException {
      return files.metrics();
    }

    /** The absolute path; with the scheme, unless it is on a disk of this machine. */
    public String path() {
      return files.describe();
    }
  }

  /** The newest that is undamaged; each that is newer is named in the log. */
  public Optional<Stored> newest() throws IOException {
    for (String name : names()) {
      CheckpointFiles files = files(name);
      try {
        return Optional.of(new Stored(files.verified(), files));
      } catch (IOException e) {
        damaged.add(name);
        LOG.warn("The checkpoint {} is damaged, and skipped: {}", files.describe(), e.getMessage());
      }
    }
    return Optional.empty();
  }

  /**
   * Writes one, and removes all but the newest; gives where it is.
   *
   * @param keep how many of them stay; one of the best evaluation stays beside them
   */
  String write(Description description, TrainingState state, byte[] metrics, int keep)
      throws IOException {
    byte[] marker = writeUnfinished(description, state, metrics);
    String name = String.format(Locale.ROOT, PREFIX + "%08d", description.step());
    files(name).remove();
    damaged.remove(name);
    folder.move(UNFINISHED, name);
    files(name).mark(marker);
    prune(name, keep);
    return files(name).describe();
  }

  private byte[] writeUnfinished(Description description, TrainingState state, byte[] metrics)
      throws IOException {
    folder.delete(UNFINISHED);
    try {
      return files(UNFINISHED).write(description, state, metrics);
    } catch (IOException | RuntimeException | Error e) { // A disk that is full gets room again.
      folder.delete(UNFINISHED);
      throw e;
    }
  }

  /** What is beyond the newest one is of a course that was not gone on with. */
  private void prune(String newest, int keep) throws IOException {
    List<String> names = new ArrayList<>(names());
    names.removeAll(damaged);
    List<String> course = names.subList(names.indexOf(newest), names.size());
    Set<String> kept = new HashSet<>(course.subList(0, Math.min(keep, course.size())));
    best(course).ifPresent(kept::add);
    removeAllBut(kept);
  }

  private Optional<String> best(List<String> names) {
    return names.stream().filter(name -> files(name).isBest()).findFirst();
  }

  private void removeAllBut(Set<String> kept) throws IOException {
    for (String name : folder.names()) {
      if (NAME.matcher(name).matches() && !kept.contains(name)) {
        files(name).remove();
      }
    }
  }

  /** Removes all, but for that of the best evaluation, if there is one. */
  public void removeAllButBest() throws IOException {
    Optional<String> best = best(names());
    folder.delete(UNFINISHED);
    removeAllBut(best.map(Set::of).orElse(Set.of()));
    if (folder.names().isEmpty()) {
      folder.delete();
    }
  }

  private CheckpointFiles files(String name) {
    return new CheckpointFiles(folder, name);
  }

  /** Of all that were completed, the newest first. */
  private List<String> names() throws IOException {
    List<String> names = new ArrayList<>();
    for (String name : folder.names()) {
      if (NAME.matcher(name).matches() && files(name).isMarked()) {
        names.add(name);
      }
    }
    names.sort(Comparator.comparingLong(Checkpoints::step).reversed());
    return names;
  }

  private static long step(String name) {
    return Long.parseLong(name.substring(PREFIX.length()));
  }
}
