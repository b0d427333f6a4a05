package dev.lockstep.shard;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the packed features of a row become as a network's inputs: most are one input as they are,
 * an encoded one is several. So shards keep one float of a column whose encoding has hundreds.
 * Immutable.
 */
public final class Expansion implements Serializable {
  private static final long serialVersionUID = 1;

  private final int packed;
  private final int width;
  private final int[] places;
  private final FillLevels[] levels;

  /**
   * Of so many packed features.
   *
   * @param encoded what those at some places become; all others stay
   */
  public Expansion(int packed, Map<Integer, FillLevels> encoded) {
    this.packed = packed;
    Map<Integer, FillLevels> ascending = new TreeMap<>(encoded);
    this.places = new int[encoded.size()];
    this.levels = new FillLevels[encoded.size()];
    int inputs = packed;
    int i = 0;
    for (Map.Entry<Integer, FillLevels> each : ascending.entrySet()) {
      places[i] = each.getKey();
      levels[i] = each.getValue();
      inputs += levels[i].width() - 1;
      i++;
    }
    this.width = inputs;
  }

  /** Every feature is an input. */
  public static Expansion identity(int features) {
    return new Expansion(features, Map.of());
  }

  /** Number of packed features. */
  public int packed() {
    return packed;
  }

  /** Number of inputs. */
  public int width() {
    return width;
  }

  /** What the features at some places become. */
  public Map<Integer, FillLevels> encoded() {
    Map<Integer, FillLevels> encoded = new TreeMap<>();
    for (int i = 0; i < places.length; i++) {
      encoded.put(places[i], levels[i]);
    }
    return encoded;
  }

  /**
   * Makes a row's inputs.
   *
   * @param row packed features from at to at + packed(), not modified
   * @param x another array, overwritten from offset to offset + width()
   */
  public void expand(float[] row, int at, float[] x, int offset) {
    int from = 0;
    int to = offset;
    for (int i = 0; i < places.length; i++) {
      int plain = places[i] - from;
      System.arraycopy(row, at + from, x, to, plain);
      to += plain;
      levels[i].write(row[at + places[i]], x, to);
      to += levels[i].width();
      from = places[i] + 1;
    }
    System.arraycopy(row, at + from, x, to, packed - from);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Expansion that
        && packed == that.packed
        && Arrays.equals(places, that.places)
        && Arrays.equals(levels, that.levels);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * packed + Arrays.hashCode(places)) + Arrays.hashCode(levels);
  }

  @Override
  public String toString() {
    return packed + " features as " + width + " inputs";
  }
}
