package dev.lockstep.spark.table.source;

import dev.lockstep.spark.table.BadDataException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/** Tells by the first bytes of a table's first file that it is of another format than is said. */
final class FileMagic {
  private static final Map<String, String> BEGINNINGS =
      Map.of("PAR1", "parquet", "PARE", "parquet", "ORC", "orc", "Obj\u0001", "avro");

  /** Formats of files; what others do with a path is theirs. */
  private static final Set<String> OF_FILES =
      Set.of("parquet", "orc", "avro", "csv", "json", "text", "libsvm");

  private static final int MOST_BYTES = 4;

  private FileMagic() {}

  /** Throws BadDataException with what to say instead, if the files are of another format. */
  static void check(String format, List<String> paths, Configuration hadoop) {
    if (!OF_FILES.contains(format)) {
      return;
    }
    for (String path : paths) {
      checkRegular(path);
      try {
        Path file = first(new Path(path), hadoop);
        if (file != null) {
          check(format, path, file, hadoop);
          return;
        }
      } catch (IOException | IllegalArgumentException e) {
        return; // Spark is about to tell what is wrong with the path.
      }
    }
  }

  /** Spark takes a pipe, such as a shell makes of {@code <(...)}, for a file of no bytes. */
  private static void checkRegular(String path) {
    File file = new File(path);
    if (file.exists() && !file.isFile() && !file.isDirectory()) {
      throw new BadDataException(
          path + " is a pipe or a device, from which Spark cannot read; write it to a file first");
    }
  }

  private static void check(String format, String path, Path file, Configuration hadoop)
      throws IOException {
    Optional<String> found = formatOf(file, hadoop);
    boolean binary = BEGINNINGS.containsValue(format);
    if (found.map(format::equals).orElse(!binary)) {
      return;
    }
    throw new BadDataException(
        "cannot open "
            + path
            + " as "
            + format
            + ": "
            + file
            + (found.isPresent()
                ? " is a file of " + found.get()
                : " does not begin as files of " + format + " do")
            + "; say the format: data.format: "
            + found.orElse("csv")
            + " in a configuration, --format "
            + found.orElse("csv")
            + " on the command line");
  }

  private static Optional<String> formatOf(Path file, Configuration hadoop) throws IOException {
    byte[] bytes = new byte[MOST_BYTES];
    int length;
    try (FSDataInputStream in = file.getFileSystem(hadoop).open(file)) {
      length = in.readNBytes(bytes, 0, MOST_BYTES);
    }
    String text = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    return BEGINNINGS.entrySet().stream()
        .filter(beginning -> text.startsWith(beginning.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** The first file below a path that has content and is not hidden, or null. */
  private static @Nullable Path first(Path path, Configuration hadoop) throws IOException {
    FileSystem files = path.getFileSystem(hadoop);
    FileStatus[] matches = files.globStatus(path);
    return matches == null ? null : first(matches, files);
  }

  private static @Nullable Path first(FileStatus[] among, FileSystem files) throws IOException {
    FileStatus[] sorted = among.clone();
    Arrays.sort(sorted, Comparator.comparing(FileStatus::getPath));
    for (FileStatus status : sorted) {
      Path found = first(status, files);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static @Nullable Path first(FileStatus status, FileSystem files) throws IOException {
    String name = status.getPath().getName();
    if (name.startsWith(".") || (name.startsWith("_") && !name.contains("="))) {
      return null;
    } else if (status.isDirectory()) {
      return first(files.listStatus(status.getPath()), files);
    }
    return status.getLen() > 0 ? status.getPath() : null;
  }
}
