package dev.lockstep.feature.value;

import java.util.Locale;

/**
 * A value that cannot be used; whoever reads the table adds column, file and row. Without a stack
 * trace, as it may be thrown for every row.
 */
public final class BadValueException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** The message must not break a line of a log, whatever a table holds. */
  public BadValueException(String message) {
    super(plain(message), null, false, false);
  }

  private static String plain(String message) {
    StringBuilder plain = new StringBuilder();
    message
        .codePoints()
        .forEach(
            each -> {
              if (isControl(each)) {
                plain.append(String.format(Locale.ROOT, "\\u%04x", each));
              } else {
                plain.appendCodePoint(each);
              }
            });
    return plain.toString();
  }

  private static boolean isControl(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }
}
