package dev.lockstep.spark.output;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** An output's path on its file system, and the names beside it. */
final class Place extends Storage {
  /** What is written, until it is complete. */
  static final String INCOMPLETE = ".incomplete";

  /** What was there, while something new takes its place. */
  static final String REPLACED = ".replaced";

  private final Path target;

  private Place(FileSystem files, Path target) {
    super(files);
    this.target = target;
  }

  /** Throws OutputException if there is no such place. */
  static Place of(Output output, Configuration hadoop) {
    try {
      Path path = new Path(output.path());
      FileSystem files = withoutChecksumFiles(path.getFileSystem(hadoop));
      Path target = files.makeQualified(path);
      if (target.isRoot()) {
        throw new IOException("it is the root of its file system; name a directory to be made");
      }
      return new Place(files, target);
    } catch (IOException | IllegalArgumentException e) {
      throw output.cannotBeWritten(e);
    }
  }

  /** Another place on a disk of this machine. */
  static Place local(java.nio.file.Path path, Configuration hadoop) {
    return of(Output.runDirectory(path.toUri().toString(), false), hadoop);
  }

  Path target() {
    return target;
  }

  /** The path beside the output whose name is longer by that suffix. */
  Path sibling(String suffix) {
    return child(target.getParent(), target.getName() + suffix);
  }

  /** The first of SUFFIX, SUFFIX-2, SUFFIX-3 and so on that is free. */
  Path freeSibling(String suffix) throws IOException {
    Path path = sibling(suffix);
    for (int i = 2; exists(path); i++) {
      path = sibling(suffix + "-" + i);
    }
    return path;
  }

  /** Whether what is there is no directory, device or pipe. */
  boolean isRegularFile(Path path) throws IOException {
    return isLocal() ? Files.isRegularFile(local(path)) : files().getFileStatus(path).isFile();
  }

  /** Throws IOException if what seems not to be there is a link to nothing. */
  void checkNoLink() throws IOException {
    if (isLocal() && Files.isSymbolicLink(local(target))) {
      throw new IOException("it is a link to something that does not exist");
    }
  }

  /** Renames; never replaces, and never moves into, what is there. */
  void move(Path from, Path to) throws IOException {
    if (exists(to)) {
      throw new FileAlreadyExistsException(describe(to), null, "it exists");
    }
    if (isLocal()) {
      Files.move(local(from), local(to), StandardCopyOption.ATOMIC_MOVE);
    } else {
      rename(from, to);
    }
    undoMoveInto(from, to);
  }

  /** Hadoop moves into a directory that has come into being in the meantime. */
  private void undoMoveInto(Path from, Path to) throws IOException {
    Path inside = child(to, from.getName());
    if (!isLocal() && exists(inside) && !exists(from) && files().rename(inside, from)) {
      throw new FileAlreadyExistsException(describe(to), null, "it exists");
    }
  }

  /**
   * Gives a complete directory the output's name, which is free. Where a rename copies object by
   * object, its files come one by one, and last the one that tells that all are there.
   */
  void publish(Path complete, String last) throws IOException {
    if (isObjectStore()) {
      new ObjectStorePublication(this, complete, last).run();
    } else {
      move(complete, target);
    }
  }

  /** A hidden name beside a directory, under which nobody looks for it. */
  Path nameless(Path directory) {
    return new Path(directory.getParent(), "." + UUID.randomUUID() + ".removed");
  }

  /** Removes a directory, first from its name, so that nobody sees a part of it. */
  void remove(Path directory) throws IOException {
    Path nameless = nameless(directory);
    move(directory, nameless);
    files().delete(nameless, true);
  }

  /** Creates a file, whose directory exists; false if another was faster. */
  boolean createNew(Path file, byte[] bytes) throws IOException {
    try (OutputStream out = openNew(file)) {
      out.write(bytes);
      return true;
    } catch (FileAlreadyExistsException
        | org.apache.hadoop.fs.FileAlreadyExistsException
        | NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      removeEmpty(file);
      throw e;
    }
  }

  private OutputStream openNew(Path file) throws IOException {
    return isLocal()
        ? Files.newOutputStream(
            local(file), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)
        : files().create(file, false);
  }

  /** Removes a file that holds nothing, or a directory that does; what holds something stays. */
  void removeEmpty(Path path) throws IOException {
    FileStatus status = status(path);
    if (status != null
        && (status.isDirectory() ? files().listStatus(path).length == 0 : status.getLen() == 0)) {
      files().delete(path, false);
    }
  }

  @Override
  public String toString() {
    return describe(target);
  }
}
