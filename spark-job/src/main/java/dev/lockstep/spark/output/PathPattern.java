package dev.lockstep.spark.output;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.GlobExpander;
import org.apache.hadoop.fs.GlobPattern;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/** A path as Spark reads it, which may stand for many: /tables/{a,b}/day=*. */
record PathPattern(Path path, FileSystem files) {
  private boolean isPattern() {
    return isPattern(path.toString());
  }

  /** Spark's own test. */
  private static boolean isPattern(String text) {
    return text.chars().anyMatch(c -> "{}[]*?\\".indexOf(c) >= 0);
  }

  /** The paths that it stands for now. */
  List<Path> found() throws IOException {
    if (!isPattern()) {
      return List.of(path);
    }
    FileStatus @Nullable [] all = files.globStatus(files.makeQualified(path));
    List<Path> found =
        all == null ? List.of() : Arrays.stream(all).map(FileStatus::getPath).toList();
    return found.isEmpty() && files.exists(path) ? List.of(path) : found;
  }

  /**
   * Whether a location, were something there, would be read: what an output makes of itself now, it
   * is at the next run.
   */
  boolean takesIn(Location location) throws IOException {
    if (!isPattern()) {
      return false;
    }
    for (String each : GlobExpander.expand(files.makeQualified(path).toUri().getPath())) {
      if (takesIn(each, location)) {
        return true;
      }
    }
    return false;
  }

  private boolean takesIn(String pattern, Location location) throws IOException {
    List<String> names = new ArrayList<>(List.of(pattern.substring(1).split("/")));
    StringBuilder plain = new StringBuilder("/");
    while (!names.isEmpty() && !isPattern(names.get(0))) {
      plain.append(names.remove(0)).append('/');
    }
    Location base = Location.of(new Path(plain.toString()), files);
    int depth = base.names().size();
    if (!location.isIn(base) || location.names().size() < depth + names.size()) {
      return false;
    }
    for (int i = 0; i < names.size(); i++) {
      if (!new GlobPattern(names.get(i)).matches(location.names().get(depth + i))) {
        return false;
      }
    }
    return true;
  }
}
