package dev.lockstep.spark.config;

import java.util.Comparator;
import org.yaml.snakeyaml.error.Mark;

/**
 * Where something was found: a line and column of a file, both from 1 (0: the file as a whole), or
 * an option --set.
 */
record Place(Kind kind, String file, int line, int column) implements Comparable<Place> {
  private static final Comparator<Place> ORDER =
      Comparator.comparing(Place::kind)
          .thenComparing(Place::line)
          .thenComparing(Place::column)
          .thenComparing(Place::file);

  enum Kind {
    LINE,
    FILE,
    OPTION
  }

  static Place file(String file) {
    return new Place(Kind.FILE, file, 0, 0);
  }

  static Place at(String file, Mark mark) {
    return new Place(Kind.LINE, file, mark.getLine() + 1, mark.getColumn() + 1);
  }

  static Place option() {
    return new Place(Kind.OPTION, "", 0, 0);
  }

  /** The place followed by the key that a message is about. */
  String with(String key) {
    return kind == Kind.OPTION ? "--set " + key : this + ": " + key;
  }

  @Override
  public int compareTo(Place other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return switch (kind) {
      case LINE -> file + ":" + line + ":" + column;
      case FILE -> file;
      case OPTION -> "--set";
    };
  }
}
