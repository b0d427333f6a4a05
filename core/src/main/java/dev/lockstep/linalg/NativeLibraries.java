package dev.lockstep.linalg;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where native libraries are unpacked to: bytedeco's to one directory that all processes of a user
 * share, so that processes that are killed leave no more than one copy behind; others to temporary
 * files, which go when the libraries have been loaded.
 */
public final class NativeLibraries {
  private static final Logger LOG = LoggerFactory.getLogger(NativeLibraries.class);

  /** bytedeco's own name for the directory. */
  private static final String CACHE = "org.bytedeco.javacpp.cachedir";

  /** netlib's library; those of compression that Spark and its formats bring. */
  private static final Pattern UNPACKED =
      Pattern.compile(
          "libnetlibblasjni\\.so\\d+|liblz4-java-\\d+\\.so|libzstd-jni-.+\\.so|snappy-.+-libsnappyjava\\.so");

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
   * Removes the temporary files that this process has loaded libraries from so far: a loaded
   * library does not need its file any more, and a process that is killed would leave it.
   */
  public static void removeLoaded() {
    Path maps = Path.of("/proc/self/maps");
    if (!Files.isReadable(maps)) {
      return; // Not Linux: the files go when the process ends by itself.
    }
    try {
      for (Path file : mapped(Files.readAllLines(maps))) {
        Files.deleteIfExists(file);
        Files.deleteIfExists(file.resolveSibling(file.getFileName() + ".lck"));
      }
    } catch (IOException e) {
      LOG.debug("Unpacked libraries stay until the process ends", e);
    }
  }

  private static List<Path> mapped(List<String> maps) throws IOException {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir")).toRealPath();
    return maps.stream()
        .filter(line -> line.indexOf('/') >= 0)
        .map(line -> Path.of(line.substring(line.indexOf('/'))))
        .filter(file -> temporary.equals(file.getParent()))
        .filter(file -> UNPACKED.matcher(String.valueOf(file.getFileName())).matches())
        .distinct()
        .toList();
  }
}
