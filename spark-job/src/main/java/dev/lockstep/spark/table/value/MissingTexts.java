package dev.lockstep.spark.table.value;

import java.io.Serializable;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Which texts stand for a missing value, whatever white space is around them: none at all, NaN, and
 * those that a configuration names. Travels in closures.
 */
public final class MissingTexts implements Serializable {
  private static final long serialVersionUID = 1;
  private static final UTF8String NAN = UTF8String.fromString("NaN");

  private final Set<UTF8String> texts = new HashSet<>();

  public MissingTexts(Collection<String> texts) {
    this.texts.add(NAN);
    texts.forEach(text -> this.texts.add(UTF8String.fromString(text.strip())));
  }

  /** Whether that text is no value. */
  public boolean contains(UTF8String text) {
    if (text.numBytes() == 0) {
      return true;
    }
    UTF8String bare =
        isSpace(text, 0) || isSpace(text, text.numBytes() - 1) ? text.trimAll() : text;
    return bare.numBytes() == 0 || texts.contains(bare);
  }

  private static boolean isSpace(UTF8String text, int at) {
    return text.getByte(at) <= ' ' && text.getByte(at) >= 0;
  }
}
