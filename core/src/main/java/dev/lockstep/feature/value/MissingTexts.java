package dev.lockstep.feature.value;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Which texts stand for a missing value, whatever white space is around them: none at all, NaN, and
 * those that a configuration names. Immutable.
 */
public final class MissingTexts {
  private final Set<String> texts = new HashSet<>();

  public MissingTexts(Collection<String> texts) {
    this.texts.add("NaN");
    texts.forEach(text -> this.texts.add(text.strip()));
  }

  /** Whether that text is no value. */
  public boolean contains(String text) {
    if (text.isEmpty()) {
      return true;
    }
    String bare = trimmed(text);
    return bare.isEmpty() || texts.contains(bare);
  }

  /** Without ASCII's white space and control characters on both sides, as Spark trims. */
  static String trimmed(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isSpace(text.charAt(from))) {
      from++;
    }
    while (to > from && isSpace(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  private static boolean isSpace(char character) {
    return character <= ' ' || character == '\u007f';
  }
}
