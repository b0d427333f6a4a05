package dev.lockstep.spark.table.source;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Paths as texts for Spark, to which brackets, braces, asterisks and question marks are a pattern.
 */
final class PathTexts {
  private static final String SPECIAL = "{}[]*?\\";

  private PathTexts() {}

  /** The path of a file that is there, as Spark takes it for nothing else. */
  static String of(Path file) {
    StringBuilder text = new StringBuilder();
    file.toString()
        .chars()
        .forEach(
            c -> {
              if (SPECIAL.indexOf(c) >= 0) {
                text.append('\\');
              }
              text.append((char) c);
            });
    return text.toString();
  }

  /** The same paths, but for those that find nothing as patterns, and are there as they stand. */
  static List<String> resolved(List<String> paths, Configuration hadoop) {
    return paths.stream().map(path -> resolved(path, hadoop)).toList();
  }

  private static String resolved(String text, Configuration hadoop) {
    if (text.chars().noneMatch(c -> SPECIAL.indexOf(c) >= 0)) {
      return text;
    }
    try {
      Path path = new Path(text);
      FileSystem files = path.getFileSystem(hadoop);
      return !finds(path, files) && files.exists(path) ? of(path) : text;
    } catch (IOException | IllegalArgumentException e) {
      return text; // Spark is about to tell what is wrong with the path.
    }
  }

  private static boolean finds(Path pattern, FileSystem files) {
    try {
      FileStatus[] found = files.globStatus(pattern);
      return found != null && found.length > 0;
    } catch (IOException e) {
      return false; // A bracket without its other half.
    }
  }
}
