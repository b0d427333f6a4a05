package dev.lockstep.shard;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The inputs that a piecewise-linear encoding makes of a packed number: how full each bin is, and
 * before these, unless it is left out, the number itself. With edges b_0 < ... < b_T the level of
 * bin t is
 *
 * <pre>
 *   (x - b_(t-1)) / (b_t - b_(t-1)),  at least 0 if t > 1,  at most 1 if t < T
 * </pre>
 *
 * so that the first falls below 0 left of all edges, and the last rises above 1 right of them, as
 * far as float32 goes.
 *
 * <p>Gorishniy, Rubachev, Babenko, "On embeddings for numerical features in tabular deep learning",
 * 2022, equation 1.
 */
public final class FillLevels implements Serializable {
  private static final long serialVersionUID = 1;

  private final float[] edges;
  private final Own own;

  /** How the packed number itself is an input. */
  public enum Own {
    /** It is none. */
    ABSENT,
    AS_IS,
    /** Clipped as {@link RobustScaler} does it. */
    CLIPPED
  }

  /**
   * For those edges.
   *
   * @param edges [bins + 1], at least 1 bin, ascending, in the units of the packed number
   * @throws IllegalArgumentException if they are not
   */
  public FillLevels(float[] edges, Own own) {
    this.edges = edges.clone();
    this.own = own;
    if (edges.length < 2) {
      throw new IllegalArgumentException("bins need at least 2 edges, not " + edges.length);
    }
    for (int i = 0; i < edges.length; i++) {
      if (!Float.isFinite(edges[i]) || (i > 0 && !(edges[i] > edges[i - 1]))) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "the edges of bins must be finite and ascend; edge %d, scaled, is %s",
                i,
                edges[i]));
      }
    }
  }

  /** Number of inputs. */
  public int width() {
    return bins() + (own == Own.ABSENT ? 0 : 1);
  }

  private int bins() {
    return edges.length - 1;
  }

  /** [bins + 1]. */
  public float[] edges() {
    return edges.clone();
  }

  public Own own() {
    return own;
  }

  /** Writes the inputs for z to x[offset .. offset + width()). */
  void write(float z, float[] x, int offset) {
    int first = offset;
    if (own != Own.ABSENT) {
      x[first++] = own == Own.CLIPPED ? RobustScaler.clipped(z) : z;
    }
    int bin = bin(z);
    Arrays.fill(x, first, first + bin, 1f);
    x[first + bin] = level(z, bin);
    Arrays.fill(x, first + bin + 1, first + bins(), 0f);
  }

  /** The bin with z in it, from 0; the outermost have no end. */
  private int bin(float z) {
    int found = Arrays.binarySearch(edges, 1, bins(), z);
    return found < 0 ? -found - 2 : found;
  }

  private float level(float z, int bin) {
    double low = edges[bin];
    double level = (z - low) / (edges[bin + 1] - low);
    return (float) Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, level));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FillLevels that && own == that.own && Arrays.equals(edges, that.edges);
  }

  @Override
  public int hashCode() {
    return 31 * own.hashCode() + Arrays.hashCode(edges);
  }
}
