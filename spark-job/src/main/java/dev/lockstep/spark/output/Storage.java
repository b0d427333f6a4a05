package dev.lockstep.spark.output;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.stream.Stream;
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

/** A file system that something is written to, with what is other on disks and object stores. */
public class Storage {
  /** Schemes of what knows no directories, and renames one by copying and deleting all below. */
  private static final Set<String> OBJECT_STORES =
      Set.of("s3", "s3a", "s3n", "gs", "oss", "obs", "cosn", "wasb", "wasbs");

  private final FileSystem files;

  Storage(FileSystem files) {
    this.files = files;
  }

  /** That of a path. */
  public static Storage of(Path path, Configuration hadoop) throws IOException {
    return new Storage(withoutChecksumFiles(path.getFileSystem(hadoop)));
  }

  /** Hadoop would put a hidden file with checksums beside each file on a local disk. */
  static FileSystem withoutChecksumFiles(FileSystem files) {
    return files instanceof LocalFileSystem local ? local.getRaw() : files;
  }

  public FileSystem files() {
    return files;
  }

  public boolean isLocal() {
    return files instanceof RawLocalFileSystem;
  }

  boolean isObjectStore() {
    return OBJECT_STORES.contains(files.getUri().getScheme());
  }

  /** The absolute path; with the scheme, unless it is on a disk of this machine. */
  public String describe(Path path) {
    return isLocal() ? path.toUri().getPath() : path.toString();
  }

  boolean exists(Path path) throws IOException {
    return status(path) != null;
  }

  /** The path of that name in a directory; a colon in it would make Hadoop see a scheme before. */
  static Path child(Path directory, String name) {
    var uri = directory.toUri();
    String path = directory.isRoot() ? "" : uri.getPath();
    return new Path(uri.getScheme(), uri.getAuthority(), path + Path.SEPARATOR + name);
  }

  @Nullable FileStatus status(Path path) throws IOException {
    try {
      return files.getFileStatus(path);
    } catch (FileNotFoundException e) {
      return null;
    }
  }

  /** As the file system does it; throws IOException where that only tells that it has not. */
  void rename(Path from, Path to) throws IOException {
    if (!files.rename(from, to)) {
      throw new IOException("renaming " + describe(from) + " to " + describe(to) + " failed");
    }
  }

  /** Creates or overwrites a file. The caller buffers and closes. */
  public OutputStream create(Path file) throws IOException {
    return new NamedOutput(describe(file), files.create(file, true));
  }

  /**
   * Creates or overwrites a file: a reader finds either the old or the new one, and one that cannot
   * be written stays as it was. On object stores what is written comes to be when it is closed;
   * elsewhere it is written beside the file, and renamed; with a name but without its bytes, it
   * would not survive a power failure.
   *
   * @param beside the name of that, which nobody else writes to
   */
  public void replace(Path file, byte[] bytes, String beside) throws IOException {
    if (isObjectStore()) {
      write(file, bytes);
      return;
    }
    Path fresh = child(file.getParent(), beside);
    try {
      writeThrough(fresh, bytes);
      moveOver(fresh, file);
    } catch (UnsupportedFileSystemException e) {
      files.delete(fresh, false);
      write(file, bytes); // No rename there replaces a file.
    } catch (IOException e) {
      files.delete(fresh, false);
      throw e;
    }
  }

  /** Replaces a file that one process writes to. */
  void replace(Path file, byte[] bytes) throws IOException {
    replace(file, bytes, fresh(file.getName()));
  }

  /** What a file is called that is about to replace the one of that name. */
  static String fresh(String name) {
    return name + ".new";
  }

  /** Names, each with what is about to replace it. */
  static Stream<String> withFresh(String... names) {
    return Stream.of(names).flatMap(name -> Stream.of(name, fresh(name)));
  }

  private void moveOver(Path fresh, Path file) throws IOException {
    if (isLocal()) {
      Files.move(local(fresh), local(file), StandardCopyOption.ATOMIC_MOVE);
    } else {
      FileContext.getFileContext(files.getUri(), files.getConf())
          .rename(fresh, file, Rename.OVERWRITE);
    }
  }

  /**
   * Creates or overwrites a file, whose bytes are on the disk before anything else happens to it.
   */
  public void writeThrough(Path fresh, byte[] bytes) throws IOException {
    if (!isLocal()) {
      write(fresh, bytes);
      return;
    }
    OutputStream plain =
        Files.newOutputStream(
            local(fresh),
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE,
            StandardOpenOption.DSYNC);
    try (OutputStream out = new NamedOutput(describe(fresh), plain)) {
      out.write(bytes);
    }
  }

  private void write(Path file, byte[] bytes) throws IOException {
    try (OutputStream out = create(file)) {
      out.write(bytes);
    }
  }

  /** The same path as Java has it, on a disk of this machine. */
  public static java.nio.file.Path local(Path path) {
    return java.nio.file.Path.of(path.toUri().getPath());
  }
}
