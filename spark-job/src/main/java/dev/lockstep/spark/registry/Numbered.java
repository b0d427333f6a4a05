package dev.lockstep.spark.registry;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** Names that are numbers of at least six digits, which sort as the numbers do. */
record Numbered(String suffix) {
  static final Numbered DIRECTORIES = new Numbered("");
  static final Numbered FILES = new Numbered(".json");

  private static final Pattern DIGITS = Pattern.compile("\\d{6,9}");

  String name(int number) {
    return String.format(Locale.ROOT, "%06d%s", number, suffix);
  }

  /** The numbers in a directory, the least first; what else lies there is nobody's business. */
  List<Integer> in(Store store, Path directory) throws IOException {
    return store.list(directory).flatMap(this::number).sorted().toList();
  }

  private Stream<Integer> number(FileStatus status) {
    String name = status.getPath().getName();
    if (!name.endsWith(suffix)) {
      return Stream.empty();
    }
    Matcher digits = DIGITS.matcher(name.substring(0, name.length() - suffix.length()));
    return digits.matches() ? Stream.of(Integer.valueOf(digits.group())) : Stream.empty();
  }
}
