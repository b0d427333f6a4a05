package dev.lockstep.spark.output;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * A file to be written, on any Hadoop file system: under its name it is complete or absent, as it
 * gets that last.
 */
public final class OutputFile {
  private final Output output;
  private final Place place;

  /** How far down a run directory has files. */
  private static final int DEEPEST = 4;

  private OutputFile(Output output, Place place) {
    this.output = output;
    this.place = place;
  }

  /**
   * Looks at the place before anything is computed.
   *
   * @param inputs what the command reads
   * @throws OutputException if it is an input, a directory, or exists and must not be replaced
   */
  public static OutputFile of(Output output, Inputs inputs, Configuration hadoop) {
    OutputFile file = new OutputFile(output, Place.of(output, hadoop));
    inputs.check(output, file.place, hadoop);
    try {
      file.checkInNoRun();
      file.checkReplaceable();
    } catch (IOException e) {
      throw output.cannotBeWritten(e);
    }
    return file;
  }

  /** A directory that holds more than a run writes could not be replaced any more. */
  private void checkInNoRun() throws IOException {
    Path directory = real(place.target().getParent());
    for (int up = 0; up < DEEPEST && directory != null; up++, directory = directory.getParent()) {
      if (RunFolder.isOne(place, directory)) {
        throw new OutputException(
            output.name()
                + " "
                + output.path()
                + " lies in the run directory "
                + place.describe(directory)
                + ", whose files are its own; choose another "
                + output.name());
      }
    }
  }

  /** Where links lead to on a disk of this machine; what is not there yet is no link. */
  private Path real(Path directory) throws IOException {
    boolean local = place.isLocal() && Files.exists(Place.local(directory));
    return local ? new Path(Place.local(directory).toRealPath().toString()) : directory;
  }

  private void checkReplaceable() throws IOException {
    FileStatus found = place.status(place.target());
    if (found == null) {
      place.checkNoLink();
    } else if (found.isDirectory()) {
      throw new OutputException(
          output.name() + " " + output.path() + " is a directory; name a file");
    } else if (!place.isRegularFile(place.target())) {
      throw new OutputException(
          output.name() + " " + output.path() + " is a device or pipe; name a file");
    } else if (!output.overwrite()) {
      throw output.exists();
    }
  }

  /**
   * Writes the whole content.
   *
   * @throws OutputException if nothing can be written there, or another file has come into being
   *     that must stay
   * @throws UncheckedIOException if writing fails in the middle, such as for lack of room
   */
  public void write(byte[] bytes) {
    Path work = new Path(place.target().getParent(), "." + UUID.randomUUID() + Place.INCOMPLETE);
    try {
      fill(work, bytes);
      checkReplaceable();
      publish(work);
    } catch (IOException e) {
      throw new UncheckedIOException(output.cannotBeWritten(e).getMessage(), e);
    } finally {
      remove(work);
    }
  }

  private void fill(Path work, byte[] bytes) throws IOException {
    try (OutputStream out = open(work)) {
      // For a process that is told to end.
      place.files().deleteOnExit(work);
      out.write(bytes);
    }
  }

  private OutputStream open(Path work) {
    try {
      return place.create(work);
    } catch (IOException e) {
      throw output.cannotBeWritten(e);
    }
  }

  private void publish(Path work) throws IOException {
    if (place.isLocal() && output.overwrite()) {
      Files.move(Place.local(work), Place.local(place.target()), StandardCopyOption.ATOMIC_MOVE);
      return;
    }
    // Elsewhere nothing can be renamed to a name that is taken.
    if (place.exists(place.target())) {
      place.files().delete(place.target(), false);
    }
    place.move(work, place.target());
  }

  /** What is left of a write that failed; otherwise nothing. */
  private void remove(Path work) {
    try {
      place.files().delete(work, false);
      place.files().cancelDeleteOnExit(work);
    } catch (IOException e) {
      throw output.cannotBeWritten(e);
    }
  }
}
