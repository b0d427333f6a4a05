package dev.lockstep.spark.config.yaml;

import java.util.Comparator;
import org.yaml.snakeyaml.error.Mark;

/**
 * Where something was found: a line and column of a file, both from 1 (0: the file as a whole), or
 * an option of the command line.
 *
 * @param file the name of the option, if it is one
 */
public record Position(Kind kind, String file, int line, int column)
    implements Comparable<Position> {
  private static final Comparator<Position> ORDER =
      Comparator.comparing(Position::kind)
          .thenComparing(Position::line)
          .thenComparing(Position::column)
          .thenComparing(Position::file);

  public enum Kind {
    LINE,
    FILE,
    OPTION
  }

  public static Position file(String file) {
    return new Position(Kind.FILE, file, 0, 0);
  }

  static Position at(String file, Mark mark) {
    return new Position(Kind.LINE, file, mark.getLine() + 1, mark.getColumn() + 1);
  }

  /** An option --set. */
  public static Position option() {
    return option("--set");
  }

  public static Position option(String name) {
    return new Position(Kind.OPTION, name, 0, 0);
  }

  /** The position followed by the key that a message is about. */
  public String with(String key) {
    return kind == Kind.OPTION ? this + " " + key : this + ": " + key;
  }

  @Override
  public int compareTo(Position other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return switch (kind) {
      case LINE -> file + ":" + line + ":" + column;
      case FILE, OPTION -> file;
    };
  }
}
