package dev.lockstep.spark.registry;

import static org.apache.hadoop.fs.Options.CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE;

import dev.lockstep.spark.output.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsAction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file system as far as a registry needs one. What its promises rest on is {@link #createNew}: a
 * file comes to be with all its bytes, under a name that nobody has.
 */
final class Store {
  private static final Logger LOG = LoggerFactory.getLogger(Store.class);

  /** What begins so is not there yet, for readers. */
  private static final String HIDDEN = ".";

  private final Storage storage;
  private final FileSystem files;

  private Store(Storage storage) {
    this.storage = storage;
    this.files = storage.files();
  }

  /** That of a path. */
  static Store of(Path path, Configuration hadoop) throws IOException {
    return new Store(Storage.of(path, hadoop));
  }

  Configuration hadoop() {
    return files.getConf();
  }

  InputStream open(Path file) throws IOException {
    return files.open(file);
  }

  /** Creates or overwrites a file. The caller buffers and closes. */
  OutputStream create(Path file) throws IOException {
    return storage.create(file);
  }

  Path qualified(Path path) {
    return files.makeQualified(path);
  }

  /** The absolute path; with the scheme, unless it is on a disk of this machine. */
  String describe(Path path) {
    return storage.describe(path);
  }

  /**
   * Creates a complete file with all directories above it; false if there is one of another content
   * already. At no instant, whatever dies, is there a file that lacks some of its bytes.
   */
  boolean createNew(Path file, byte[] bytes) throws IOException {
    if (appearsWhenClosed(file)) {
      return createWhenClosed(file, bytes);
    }
    checkRenames();
    Path fresh = writeBeside(file, bytes);
    try {
      return nameNew(fresh, file) || holds(file, bytes);
    } finally {
      removeQuietly(fresh);
    }
  }

  /** On object stores: what is written there comes to be as a whole, if nothing is there then. */
  private boolean appearsWhenClosed(Path file) throws IOException {
    return files.hasPathCapability(file, FS_OPTION_CREATE_CONDITIONAL_OVERWRITE);
  }

  private boolean createWhenClosed(Path file, byte[] bytes) throws IOException {
    try {
      FSDataOutputStreamBuilder<?, ?> builder = files.createFile(file);
      builder.recursive().overwrite(false);
      builder.must(FS_OPTION_CREATE_CONDITIONAL_OVERWRITE, true);
      try (OutputStream out = builder.build()) {
        out.write(bytes);
      }
      return true;
    } catch (IOException e) {
      Optional<byte[]> found = find(file);
      // An answer that was lost on its way is asked for again, and then tells of our own file.
      return found.map(other -> Arrays.equals(other, bytes)).orElseThrow(() -> e);
    }
  }

  /** Without that, S3's rename is a copy, which replaces what came to be meanwhile. */
  private void checkRenames() throws IOException {
    String scheme = files.getUri().getScheme().toLowerCase(Locale.ROOT);
    if (scheme.startsWith("s3")) {
      throw new IOException(
          files.getUri()
              + " does not create files exclusively, so that two promotions at a time would both"
              + " win; a registry there needs fs.s3a.create.conditional.enabled: true, and a store"
              + " that honours If-None-Match");
    }
  }

  private Path writeBeside(Path file, byte[] bytes) throws IOException {
    Path fresh = new Path(file.getParent(), hidden(file));
    files.mkdirs(file.getParent());
    storage.writeThrough(fresh, bytes);
    return fresh;
  }

  private static String hidden(Path file) {
    return HIDDEN + file.getName() + "." + UUID.randomUUID();
  }

  /** Gives a file a name that nobody has; false if somebody has it. */
  private boolean nameNew(Path fresh, Path file) throws IOException {
    if (!storage.isLocal()) {
      return files.rename(fresh, file);
    }
    try {
      Files.createLink(
          Storage.local(file), Storage.local(fresh)); // A rename would replace what is there.
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  /** A rename that was told twice fails the second time, though it is done. */
  private boolean holds(Path file, byte[] bytes) throws IOException {
    Optional<byte[]> found = find(file);
    if (found.isEmpty()) {
      throw new IOException("a file cannot be renamed to " + describe(file));
    }
    return Arrays.equals(found.get(), bytes);
  }

  /** What is done is done, even if the file that it was made of stays. */
  private void removeQuietly(Path fresh) {
    try {
      files.delete(fresh, false);
    } catch (IOException e) {
      LOG.debug("{} stays", fresh, e);
    }
  }

  /**
   * Creates or overwrites a file; a reader finds the old or the new one, where there are renames.
   */
  void replace(Path file, byte[] bytes) throws IOException {
    storage.replace(file, bytes, hidden(file));
  }

  boolean isFile(Path path) throws IOException {
    return files.exists(path) && files.getFileStatus(path).isFile();
  }

  /** Throws IOException if a directory could not be made, as far as can be told without. */
  void checkWritable(Path directory) throws IOException {
    Path there = directory;
    while (!files.exists(there)) {
      there = there.getParent();
    }
    if (!files.getFileStatus(there).isDirectory()) {
      throw new IOException(describe(there) + " is a file, where a directory is expected");
    }
    if (!storage.isLocal()) {
      files.access(there, FsAction.WRITE);
    } else if (!Files.isWritable(Storage.local(there))) {
      throw new IOException(
          describe(there) + " is on a read-only file system, or belongs to somebody else");
    }
  }

  /** All bytes of a file, if there is one. */
  Optional<byte[]> find(Path file) throws IOException {
    try (InputStream in = files.open(file)) {
      return Optional.of(in.readAllBytes());
    } catch (FileNotFoundException | java.nio.file.NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** What is in a directory and not hidden; nothing if there is no directory. */
  Stream<FileStatus> list(Path directory) throws IOException {
    return listAll(directory).filter(status -> !isHidden(status));
  }

  /** What a process that died has left in a directory. */
  Stream<FileStatus> listHidden(Path directory) throws IOException {
    return listAll(directory).filter(Store::isHidden);
  }

  private static boolean isHidden(FileStatus status) {
    return status.getPath().getName().startsWith(HIDDEN);
  }

  private Stream<FileStatus> listAll(Path directory) throws IOException {
    try {
      return Arrays.stream(files.listStatus(directory));
    } catch (FileNotFoundException e) {
      return Stream.empty();
    }
  }

  void delete(Path path) throws IOException {
    files.delete(path, true);
  }
}
