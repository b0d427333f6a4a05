package dev.lockstep.spark.output;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.jspecify.annotations.Nullable;

/** An output's path on its file system, and the names beside it. */
final class Place {
  /** What is written, until it is complete. */
  static final String INCOMPLETE = ".incomplete";

  /** What was there, while something new takes its place. */
  static final String REPLACED = ".replaced";

  /** Schemes of what knows no directories, and renames one by copying and deleting all below. */
  private static final Set<String> OBJECT_STORES =
      Set.of("s3", "s3a", "s3n", "gs", "oss", "obs", "cosn", "wasb", "wasbs");

  private final FileSystem files;
  private final Path target;

  private Place(FileSystem files, Path target) {
    this.files = files;
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

  /** Hadoop would put a hidden file with checksums beside each file on a local disk. */
  private static FileSystem withoutChecksumFiles(FileSystem files) {
    return files instanceof LocalFileSystem local ? local.getRaw() : files;
  }

  FileSystem files() {
    return files;
  }

  Path target() {
    return target;
  }

  boolean isLocal() {
    return files instanceof RawLocalFileSystem;
  }

  private boolean isObjectStore() {
    return OBJECT_STORES.contains(target.toUri().getScheme());
  }

  /** The path beside the output whose name is longer by that suffix. */
  Path sibling(String suffix) {
    return child(target.getParent(), target.getName() + suffix);
  }

  /** The path of that name in a directory; a colon in it would make Hadoop see a scheme before. */
  static Path child(Path directory, String name) {
    var uri = directory.toUri();
    String path = directory.isRoot() ? "" : uri.getPath();
    return new Path(uri.getScheme(), uri.getAuthority(), path + Path.SEPARATOR + name);
  }

  /** The first of SUFFIX, SUFFIX-2, SUFFIX-3 and so on that is free. */
  Path freeSibling(String suffix) throws IOException {
    Path path = sibling(suffix);
    for (int i = 2; exists(path); i++) {
      path = sibling(suffix + "-" + i);
    }
    return path;
  }

  /** The absolute path; with the scheme, unless it is on a disk of this machine. */
  String describe(Path path) {
    return isLocal() ? path.toUri().getPath() : path.toString();
  }

  boolean exists(Path path) throws IOException {
    return status(path) != null;
  }

  /** Whether what is there is no directory, device or pipe. */
  boolean isRegularFile(Path path) throws IOException {
    return isLocal() ? Files.isRegularFile(local(path)) : files.getFileStatus(path).isFile();
  }

  /** Throws IOException if what seems not to be there is a link to nothing. */
  void checkNoLink() throws IOException {
    if (isLocal() && Files.isSymbolicLink(local(target))) {
      throw new IOException("it is a link to something that does not exist");
    }
  }

  @Nullable FileStatus status(Path path) throws IOException {
    try {
      return files.getFileStatus(path);
    } catch (FileNotFoundException e) {
      return null;
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

  /** As the file system does it; throws IOException where that only tells that it has not. */
  void rename(Path from, Path to) throws IOException {
    if (!files.rename(from, to)) {
      throw new IOException("renaming " + describe(from) + " to " + describe(to) + " failed");
    }
  }

  /** Hadoop moves into a directory that has come into being in the meantime. */
  private void undoMoveInto(Path from, Path to) throws IOException {
    Path inside = child(to, from.getName());
    if (!isLocal() && exists(inside) && !exists(from) && files.rename(inside, from)) {
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
    files.delete(nameless, true);
  }

  /** Creates or overwrites a file. The caller buffers and closes. */
  OutputStream create(Path file) throws IOException {
    return new NamedOutput(describe(file), files.create(file, true));
  }

  /**
   * Creates or overwrites a file: a reader finds either the old or the new one, and one that cannot
   * be written stays as it was.
   */
  void replace(Path file, byte[] bytes) throws IOException {
    if (isObjectStore()) {
      write(file, bytes); // Which comes to be when it is closed.
      return;
    }
    Path fresh = child(file.getParent(), file.getName() + ".new");
    try {
      write(fresh, bytes);
      moveOver(fresh, file);
    } catch (UnsupportedFileSystemException e) {
      files.delete(fresh, false);
      write(file, bytes); // No rename there replaces a file.
    } catch (IOException e) {
      files.delete(fresh, false);
      throw e;
    }
  }

  private void moveOver(Path fresh, Path file) throws IOException {
    if (isLocal()) {
      Files.move(local(fresh), local(file), StandardCopyOption.ATOMIC_MOVE);
    } else {
      FileContext.getFileContext(target.toUri(), files.getConf())
          .rename(fresh, file, Rename.OVERWRITE);
    }
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
        : files.create(file, false);
  }

  /** Removes a file that holds nothing, or a directory that does; what holds something stays. */
  void removeEmpty(Path path) throws IOException {
    FileStatus status = status(path);
    if (status != null
        && (status.isDirectory() ? files.listStatus(path).length == 0 : status.getLen() == 0)) {
      files.delete(path, false);
    }
  }

  private void write(Path file, byte[] bytes) throws IOException {
    try (OutputStream out = create(file)) {
      out.write(bytes);
    }
  }

  static java.nio.file.Path local(Path path) {
    return java.nio.file.Path.of(path.toUri().getPath());
  }

  @Override
  public String toString() {
    return describe(target);
  }
}
