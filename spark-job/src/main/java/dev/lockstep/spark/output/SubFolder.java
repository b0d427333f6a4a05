package dev.lockstep.spark.output;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/** A folder in that of a run, in which files come and go while the run goes on. */
public final class SubFolder {
  private final Place place;
  private final Path directory;

  SubFolder(Place place, Path directory) {
    this.place = place;
    this.directory = directory;
  }

  /** The names of what is in it; none if there is no such folder. */
  public List<String> names() throws IOException {
    try {
      return Arrays.stream(place.files().listStatus(directory))
          .map(entry -> entry.getPath().getName())
          .toList();
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }

  public boolean exists(String name) throws IOException {
    return place.exists(at(name));
  }

  /** Bytes of a file; -1 if there is none. */
  public long length(String name) throws IOException {
    @Nullable FileStatus status = place.status(at(name));
    return status == null || status.isDirectory() ? -1 : status.getLen();
  }

  public InputStream open(String name) throws IOException {
    return place.files().open(at(name));
  }

  /** Creates or overwrites a file, with the folders that it lies in. The caller buffers. */
  public OutputStream create(String name) throws IOException {
    return place.create(at(name));
  }

  /** Gives what is there another name, which must be free. */
  public void move(String from, String to) throws IOException {
    place.move(at(from), at(to));
  }

  /** Removes a file, or a folder with all that is in it; nothing happens if there is none. */
  public void delete(String name) throws IOException {
    place.files().delete(at(name), true);
  }

  /** Removes the folder with all that is in it. */
  public void delete() throws IOException {
    place.files().delete(directory, true);
  }

  /** The absolute path; with the scheme, unless it is on a disk of this machine. */
  public String describe(String name) {
    return place.describe(at(name));
  }

  private Path at(String name) {
    return new Path(directory, name);
  }
}
