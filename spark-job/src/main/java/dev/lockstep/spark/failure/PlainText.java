package dev.lockstep.spark.failure;

import java.util.Locale;

/**
 * Text from elsewhere, such as a peer or a file, made fit for one line of a log or a terminal: it
 * cannot break the line, change colours, reverse its direction, or go on without end.
 */
public final class PlainText {
  private static final int MOST_CHARACTERS = 1000;

  private PlainText() {}

  /** The text with what is no plain character as its code, cut where it is too long. */
  public static String of(String text) {
    StringBuilder plain = new StringBuilder();
    text.codePoints().limit(MOST_CHARACTERS).forEach(each -> append(plain, each));
    int more = text.codePointCount(0, text.length()) - MOST_CHARACTERS;
    return more > 0 ? plain + "... and " + more + " more characters" : plain.toString();
  }

  /** Lines that are meant as such, whatever is in them. */
  public static String lines(String text) {
    StringBuilder plain = new StringBuilder();
    text.codePoints()
        .forEach(
            each -> {
              if (each == '\n') {
                plain.append('\n');
              } else {
                append(plain, each);
              }
            });
    return plain.toString();
  }

  private static void append(StringBuilder plain, int character) {
    if (isPlain(character)) {
      plain.appendCodePoint(character);
    } else {
      plain.append(String.format(Locale.ROOT, "\\u%04x", character));
    }
  }

  private static boolean isPlain(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
