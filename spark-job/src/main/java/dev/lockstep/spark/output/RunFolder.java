package dev.lockstep.spark.output;

import dev.lockstep.model.ModelDirectory;
import dev.lockstep.model.ModelFiles;
import java.io.FileNotFoundException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/** The files of a run, wherever they lie, with how long each must be. */
public final class RunFolder {
  public static final String MODEL = "model";
  public static final String METRICS = "metrics.jsonl";
  public static final String REPORT = "report.json";
  public static final String PAGE = "report.html";

  /** Where event files go. */
  public static final String TENSORBOARD = "tensorboard";

  /** What a search found, for machines. */
  public static final String SEARCH = "search.json";

  /** The trials of a search, a line each time that one was measured. */
  public static final String TRIAL_ROWS = "trials.jsonl";

  /** What a search found, for people. */
  public static final String SEARCH_PAGE = "search.html";

  /** The configuration of the best trial. */
  public static final String WINNER = "winner.yaml";

  /** The folder of what a search goes on from. */
  static final String TRIALS = "trials";

  /** The file in it that says of which search, and comes first. */
  public static final String ORIGIN = "origin.json";

  private static final String CHECKPOINTS = "checkpoints";

  /** The file that makes a folder in that of the checkpoints one. */
  public static final String COMPLETE = "complete";

  /** All that a run directory may hold, of this version or a later one. */
  static final Set<String> ENTRIES =
      Stream.concat(
              Stream.of(MODEL, METRICS, CHECKPOINTS, TENSORBOARD, "spark.log"),
              Storage.withFresh(REPORT, PAGE))
          .collect(Collectors.toUnmodifiableSet());

  /** What a search may hold beside. */
  static final Set<String> SEARCH_ENTRIES =
      Stream.concat(Stream.of(TRIALS), Storage.withFresh(SEARCH, TRIAL_ROWS, WINNER, SEARCH_PAGE))
          .collect(Collectors.toUnmodifiableSet());

  public static final String DESCRIPTION = MODEL + "/" + ModelFiles.DESCRIPTION;
  private static final String TENSORS = MODEL + "/" + ModelFiles.TENSORS;

  private final Place place;
  private final Path directory;
  private final Map<String, Long> lengths = new ConcurrentHashMap<>();

  RunFolder(Place place, Path directory) {
    this.place = place;
    this.directory = directory;
  }

  /**
   * One that is there already.
   *
   * @throws OutputException if that is no path
   */
  public static RunFolder existing(String path, Configuration hadoop) {
    Place place = Place.of(Output.runDirectory(path, true), hadoop);
    return new RunFolder(place, place.target());
  }

  /** The bytes of a file; empty if it is not there. */
  public Optional<byte[]> find(String name) throws IOException {
    Path file = new Path(directory, name);
    if (!place.exists(file)) {
      return Optional.empty();
    }
    try (InputStream in = place.files().open(file)) {
      return Optional.of(in.readAllBytes());
    }
  }

  /** Whether a directory is that of a run or a search. */
  static boolean isOne(Place place, Path directory) throws IOException {
    return (place.exists(new Path(directory, REPORT)) && place.exists(new Path(directory, METRICS)))
        || (place.exists(new Path(directory, SEARCH))
            && place.exists(new Path(directory, TRIAL_ROWS)));
  }

  /** Where the model goes. */
  public ModelDirectory model() {
    return new HadoopDirectory(place.files(), new Path(directory, MODEL)) {
      @Override
      public OutputStream create(String name) throws IOException {
        return RunFolder.this.create(MODEL + "/" + name);
      }
    };
  }

  /** Where checkpoints go, of which nothing is promised when the run ends. */
  public SubFolder checkpoints() {
    return new SubFolder(place, new Path(directory, CHECKPOINTS));
  }

  /** Where trials go, of which nothing is promised when the search ends. */
  public SubFolder trials() {
    return new SubFolder(place, new Path(directory, TRIALS));
  }

  /** Whether a directory has a checkpoint that was written to its end. */
  static boolean holdsCheckpoint(Place place, Path directory) throws IOException {
    SubFolder checkpoints = new SubFolder(place, new Path(directory, CHECKPOINTS));
    for (String name : checkpoints.names()) {
      if (checkpoints.exists(name + "/" + COMPLETE)) {
        return true;
      }
    }
    return false;
  }

  /** Creates a file, which is complete when it is closed. */
  public OutputStream create(String name) throws IOException {
    lengths.remove(name);
    return new FilterOutputStream(place.create(new Path(directory, name))) {
      private long written;
      private boolean failed;

      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int from, int length) throws IOException {
        failed = true;
        out.write(bytes, from, length);
        failed = false;
        written += length;
      }

      @Override
      public void close() throws IOException {
        out.close();
        if (!failed) {
          lengths.put(name, written);
        }
      }
    };
  }

  /** Writes a file again, or for the first time; the old one stays if that fails, where it can. */
  public void put(String name, byte[] bytes) throws IOException {
    Path file = new Path(directory, name);
    place.replace(file, bytes);
    lengths.put(name, (long) bytes.length);
  }

  /** Removes a file, if it is there. */
  public void remove(String name) throws IOException {
    lengths.remove(name);
    place.files().delete(new Path(directory, name), false);
  }

  /** The absolute path; with the scheme, unless it is on a disk of this machine. */
  public String describe() {
    return place.describe(directory);
  }

  /** Where a file lies, or would, if that is a disk of this machine. */
  public Optional<java.nio.file.Path> onDisk(String name) {
    return place.isLocal() ? Optional.of(Place.local(new Path(directory, name))) : Optional.empty();
  }

  /** Whether a file is there as it was written. */
  public boolean isIntact(String name) throws IOException {
    @Nullable Long length = lengths.get(name);
    @Nullable FileStatus status = place.status(new Path(directory, name));
    return length != null && status != null && status.getLen() == length;
  }

  /** Whether the model is there as it was written. */
  public boolean holdsModel() throws IOException {
    return isIntact(TENSORS) && isIntact(DESCRIPTION);
  }

  /** Throws IOException naming a file that is not there as it was written. */
  void verify() throws IOException {
    for (String name : lengths.keySet()) {
      if (!isIntact(name)) {
        Path file = new Path(directory, name);
        @Nullable FileStatus status = place.status(file);
        throw new FileNotFoundException(
            place.describe(file)
                + (status == null
                    ? " was written and is gone"
                    : " has "
                        + status.getLen()
                        + " bytes, not the "
                        + lengths.get(name)
                        + " written")
                + ": somebody has changed the directory");
      }
    }
  }
}
