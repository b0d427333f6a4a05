package dev.lockstep.spark.cli.terminal;

import dev.lockstep.linalg.PrivateDirectory;
import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.failure.FirstCause;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.SparkConf;
import org.apache.spark.util.Utils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory for Spark's temporary files in local mode: blocks, shuffles, and a copy of the jar
 * with all native libraries. Spark removes them at its end; what a process that was killed has
 * left, the next one does.
 *
 * <p>A process holds a lock on a file in its directory. The system gives it back however the
 * process ends, so a directory whose lock can be had belongs to nobody.
 */
final class Scratch {
  private static final Logger LOG = LoggerFactory.getLogger(Scratch.class);
  private static final String LOCK = "lock";
  private static final String OPTION = "spark.local.dir";

  /** Spark's own hooks, which remove what is in the directory, have 40. */
  private static final int AFTER_SPARK = 5;

  private static @Nullable Scratch ofThisProcess;
  private static volatile String directories = "";

  private final Path directory;

  /** Held as long as the process lives. */
  @SuppressWarnings("UnusedVariable")
  private final FileLock lock;

  private Scratch(Path directory, FileLock lock) {
    this.directory = directory;
    this.lock = lock;
  }

  /** Makes local mode use such a directory, unless the user has chosen one. */
  static synchronized void use(SparkConf conf) {
    choose(conf);
    String[] all = Utils.getConfiguredLocalDirs(conf);
    directories = String.join(", ", all);
    List<String> problems = Stream.of(all).flatMap(each -> problem(each).stream()).toList();
    if (problems.size() == all.length) {
      throw new ConfigException(
          List.of("nothing can be written to spark.local.dir: " + String.join("; ", problems)));
    }
  }

  /** Where it could be written to none, Spark would end this process without a word. */
  private static Optional<String> problem(String directory) {
    try {
      Path made = Files.createDirectories(Path.of(directory));
      Files.delete(Files.createTempDirectory(made, "lockstep-"));
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(directory + ": " + FirstCause.of(e));
    }
  }

  /** Where Spark's temporary files are in this process; nothing before it has been started. */
  static String directories() {
    return directories;
  }

  private static void choose(SparkConf conf) {
    if (!isLocal(conf.get("spark.master", "")) || isChosen(conf)) {
      return;
    }
    if (ofThisProcess == null) {
      ofThisProcess = open().orElse(null);
    }
    if (ofThisProcess != null) {
      conf.set(OPTION, ofThisProcess.directory.toString());
    }
  }

  /** Whether tasks run in the driver's own process. */
  static boolean isLocal(String master) {
    return master.equals("local") || master.startsWith("local[");
  }

  /** By any of the names that Spark listens to. */
  private static boolean isChosen(SparkConf conf) {
    return conf.contains(OPTION)
        || Stream.of("SPARK_LOCAL_DIRS", "LOCAL_DIRS", "SPARK_EXECUTOR_DIRS")
            .anyMatch(name -> System.getenv(name) != null);
  }

  private static Optional<Scratch> open() {
    try {
      Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
      Path all = PrivateDirectory.among(temporary, "lockstep");
      removeDead(all);
      Path directory = Files.createTempDirectory(all, ProcessHandle.current().pid() + "-");
      Scratch scratch = new Scratch(directory, lock(directory));
      ShutdownHookManager.get().addShutdownHook(scratch::remove, AFTER_SPARK);
      return Optional.of(scratch);
    } catch (IOException e) {
      LOG.warn("Spark's temporary files go where Spark puts them: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private static FileLock lock(Path directory) throws IOException {
    FileLock lock = tryLock(directory.resolve(LOCK), StandardOpenOption.CREATE_NEW).orElse(null);
    if (lock == null) {
      throw new IOException("nothing can be locked in " + directory);
    }
    return lock;
  }

  /** The channel stays open as long as the lock. */
  private static Optional<FileLock> tryLock(Path file, StandardOpenOption... options)
      throws IOException {
    List<StandardOpenOption> all =
        Stream.concat(Stream.of(StandardOpenOption.WRITE), Stream.of(options)).toList();
    FileChannel channel = FileChannel.open(file, all.toArray(StandardOpenOption[]::new));
    FileLock lock = channel.tryLock();
    if (lock == null) {
      channel.close();
    }
    return Optional.ofNullable(lock);
  }

  private static void removeDead(Path all) throws IOException {
    List<Path> found;
    try (Stream<Path> entries = Files.list(all)) {
      found = entries.toList();
    }
    for (Path directory : found) {
      try {
        removeIfDead(directory);
      } catch (IOException e) {
        LOG.warn("{} of a process that is dead cannot be removed: {}", directory, e.getMessage());
      }
    }
  }

  /** One without a lock file has just been made, or is being removed. */
  private static void removeIfDead(Path directory) throws IOException {
    Optional<FileLock> lock;
    try {
      lock = tryLock(directory.resolve(LOCK));
    } catch (NoSuchFileException e) {
      return;
    }
    if (lock.isPresent()) {
      delete(directory);
      lock.get().channel().close();
      LOG.info("Removed {}, which a process that was killed had left", directory);
    }
  }

  private void remove() {
    try {
      delete(directory);
    } catch (IOException e) {
      LOG.debug("{} is left to the next process", directory, e);
    }
  }

  /** The lock file last, so that what is left of a removal that fails is found again. */
  private static void delete(Path directory) throws IOException {
    List<Path> all;
    try (Stream<Path> entries = Files.walk(directory)) {
      Path lock = directory.resolve(LOCK);
      all =
          entries
              .filter(path -> !path.equals(lock) && !path.equals(directory))
              .sorted(Comparator.reverseOrder())
              .toList();
    }
    for (Path path : all) {
      Files.deleteIfExists(path);
    }
    Files.deleteIfExists(directory.resolve(LOCK));
    Files.deleteIfExists(directory);
  }
}
