package dev.lockstep.spark.output;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** How a complete directory gets the output's name on an object store, which cannot rename one. */
final class ObjectStorePublication {
  private final Place place;
  private final Path complete;
  private final String last;

  /** Names of what has been begun to move, the latest first. */
  private final Deque<String> begun = new ArrayDeque<>();

  /**
   * Of a directory.
   *
   * @param last name of the file in it that comes last
   */
  ObjectStorePublication(Place place, Path complete, String last) {
    this.place = place;
    this.complete = complete;
    this.last = last;
  }

  /** Moves it; if that fails, whatever can be brought back is brought back. */
  void run() throws IOException {
    if (place.exists(place.target())) {
      throw new FileAlreadyExistsException(place.toString(), null, "it exists");
    }
    place.files().mkdirs(place.target());
    try {
      for (String name : names()) {
        begun.push(name);
        place.rename(Place.child(complete, name), Place.child(place.target(), name));
      }
    } catch (IOException e) {
      undo(e);
      throw e;
    }
    place.files().delete(complete, true);
  }

  private String[] names() throws IOException {
    return Arrays.stream(place.files().listStatus(complete))
        .map(FileStatus::getPath)
        .map(Path::getName)
        .filter(name -> !OwnerFile.isOne(name))
        .sorted(
            Comparator.comparing((String name) -> name.equals(last))
                .thenComparing(Comparator.naturalOrder()))
        .toArray(String[]::new);
  }

  private void undo(IOException failure) {
    try {
      for (String name : begun) {
        Path from = Place.child(complete, name);
        if (!place.exists(from)) {
          place.rename(Place.child(place.target(), name), from);
        }
      }
      place.files().delete(place.target(), true);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }
}
