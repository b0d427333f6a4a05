package dev.lockstep.linalg;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where native libraries are unpacked to: bytedeco's to one directory that all processes of a user
 * share, so that processes that are killed leave no more than one copy behind; netlib's to a
 * temporary file, which goes as soon as the library is loaded.
 */
final class NativeLibraries {
  private static final Logger LOG = LoggerFactory.getLogger(NativeLibraries.class);

  /** bytedeco's own name for the directory. */
  private static final String CACHE = "org.bytedeco.javacpp.cachedir";

  private NativeLibraries() {}

  /**
   * Chooses bytedeco's directory where the user has not: the one in the home directory, as bytedeco
   * does, or where that cannot be written, one of this user among the temporary files. There
   * bytedeco would take one that anybody may have put there.
   */
  static void chooseCache() throws IOException {
    if (System.getProperty(CACHE) == null && !isUsable(homeCache())) {
      Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
      Path cache = PrivateDirectory.among(temporary, "lockstep-native");
      System.setProperty(CACHE, cache.toString());
      LOG.info("Native libraries are unpacked to {}, as {} cannot be written", cache, homeCache());
    }
  }

  private static Path homeCache() {
    return Path.of(System.getProperty("user.home"), ".javacpp", "cache");
  }

  private static boolean isUsable(Path cache) {
    try {
      return Files.isWritable(Files.createDirectories(cache));
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Removes the temporary files that loaded libraries with names of that beginning came from: a
   * loaded library does not need its file any more, and a process that is killed would leave it.
   */
  static void removeLoaded(String prefix) {
    Path maps = Path.of("/proc/self/maps");
    if (!Files.isReadable(maps)) {
      return; // Not Linux: the file goes when the process ends by itself.
    }
    try (Stream<String> lines = Files.lines(maps)) {
      for (Path file : mapped(lines, prefix)) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      LOG.debug("The file of {} stays until the process ends", prefix, e);
    }
  }

  private static List<Path> mapped(Stream<String> lines, String prefix) {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
    return lines
        .filter(line -> line.indexOf('/') >= 0)
        .map(line -> Path.of(line.substring(line.indexOf('/'))))
        .filter(file -> file.startsWith(temporary))
        .filter(file -> String.valueOf(file.getFileName()).startsWith(prefix))
        .distinct()
        .toList();
  }
}
