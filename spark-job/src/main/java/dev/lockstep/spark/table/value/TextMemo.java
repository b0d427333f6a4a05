package dev.lockstep.spark.table.value;

import java.util.function.Function;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what was made of the texts of a column, so that it is made once of each where few are
 * different, as in most columns. Where most are, it soon no longer tries. Confined to one thread.
 */
public final class TextMemo<V> {
  private static final int SLOTS = 1 << 10;

  /** So many texts show whether remembering is of use. */
  private static final int TRIAL = 1 << 14;

  private static final long FACTOR = 0x9E3779B97F4A7C15L;

  /** The longest texts of which both ends are all there is. */
  private static final int SHORT = 2 * Long.BYTES;

  private final Function<UTF8String, V> make;
  private final @Nullable UTF8String[] texts = new UTF8String[SLOTS];
  private final long[] firsts = new long[SLOTS];
  private final long[] lasts = new long[SLOTS];
  private final Object[] made = new Object[SLOTS];
  private int asked;
  private int missed;

  /** Of what the function makes, which must depend on nothing but the text. */
  public TextMemo(Function<UTF8String, V> make) {
    this.make = make;
  }

  /** What is made of a text, which need not be valid later. */
  @SuppressWarnings("unchecked") // A slot has what was made of its text.
  public V of(UTF8String text) {
    if (asked < TRIAL) {
      asked++;
    } else if (2 * missed > TRIAL) {
      return make.apply(text);
    }
    int bytes = text.numBytes();
    long first = first(text, bytes);
    long last = bytes > Long.BYTES ? word(text, bytes - Long.BYTES) : 0;
    int slot = slot(first, last, bytes);
    if (!holds(slot, text, first, last)) {
      missed += asked < TRIAL ? 1 : 0;
      made[slot] = make.apply(text);
      texts[slot] = text.clone();
      firsts[slot] = first;
      lasts[slot] = last;
    }
    return (V) made[slot];
  }

  private boolean holds(int slot, UTF8String text, long first, long last) {
    UTF8String held = texts[slot];
    return held != null
        && firsts[slot] == first
        && lasts[slot] == last
        && held.numBytes() == text.numBytes()
        && (text.numBytes() <= SHORT || held.equals(text));
  }

  /** The first eight bytes, or all of fewer. */
  private static long first(UTF8String text, int bytes) {
    if (bytes >= Long.BYTES) {
      return word(text, 0);
    }
    long all = 0;
    for (int i = 0; i < bytes; i++) {
      all = (all << Byte.SIZE) | (text.getByte(i) & 0xFF);
    }
    return all;
  }

  private static long word(UTF8String text, int at) {
    return Platform.getLong(text.getBaseObject(), text.getBaseOffset() + at);
  }

  private static int slot(long first, long last, int bytes) {
    long hash = ((first * FACTOR) ^ last) + bytes;
    hash = (hash ^ (hash >>> 32)) * FACTOR;
    return (int) (hash >>> (Long.SIZE - Integer.numberOfTrailingZeros(SLOTS)));
  }
}
