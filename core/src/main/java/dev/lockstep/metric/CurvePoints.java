package dev.lockstep.metric;

import dev.lockstep.metric.Curves.Curve;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Points of a curve whose x ascends, of which some may be left out. */
final class CurvePoints {
  /** Halvings of an interval after which its ends are the same for all that matters. */
  private static final int HALVINGS = 40;

  /** How the area under points is to be understood. */
  enum Area {
    /** They are joined by straight lines. */
    LINES,
    /** From the point before on, the curve is as high as the point; from x = 0 as the first. */
    STEPS
  }

  private final double[] x;
  private final double[] y;
  private final double[] thresholds;
  private final Area area;
  private int size;

  /** Room for that many. */
  CurvePoints(int most, Area area) {
    this.x = new double[most];
    this.y = new double[most];
    this.thresholds = new double[most];
    this.area = area;
  }

  void add(double atX, double atY, double threshold) {
    x[size] = atX;
    y[size] = atY;
    thresholds[size] = threshold;
    size++;
  }

  /**
   * At most that many of them, the first and the last included.
   *
   * @param whole the area under the whole curve
   */
  Curve thinned(int most, double whole) {
    int[] kept = kept(most);
    return new Curve(at(kept, x), at(kept, y), at(kept, thresholds), Math.abs(area(kept) - whole));
  }

  private static List<Double> at(int[] kept, double[] values) {
    List<Double> some = new ArrayList<>(kept.length);
    for (int i : kept) {
      some.add(values[i]);
    }
    return some;
  }

  /** With the smallest box about what is left out between two points with which they are so few. */
  private int[] kept(int most) {
    if (size <= most) {
      return all();
    }
    int[] kept = all();
    double least = 0;
    double enough = 1;
    for (int i = 0; i < HALVINGS && kept.length != most; i++) {
      double box = (least + enough) / 2;
      kept = kept(box);
      if (kept.length > most) {
        least = box;
      } else {
        enough = box;
      }
    }
    return kept.length <= most ? kept : kept(enough);
  }

  private int[] all() {
    int[] all = new int[size];
    Arrays.setAll(all, i -> i);
    return all;
  }

  /** What is left out from one point to the next lies in a box of that area at most. */
  private int[] kept(double box) {
    int[] kept = new int[size];
    int count = 1;
    int from = 0;
    double lowest = y[0];
    double highest = y[0];
    for (int i = 1; i < size; i++) {
      double low = Math.min(lowest, y[i]);
      double high = Math.max(highest, y[i]);
      if ((x[i] - x[from]) * (high - low) > box && i - 1 > from) {
        from = i - 1;
        kept[count++] = from;
        low = Math.min(y[from], y[i]);
        high = Math.max(y[from], y[i]);
      }
      lowest = low;
      highest = high;
    }
    if (size > 1) {
      kept[count++] = size - 1;
    }
    return Arrays.copyOf(kept, count);
  }

  private double area(int[] kept) {
    double sum = area == Area.STEPS ? x[kept[0]] * y[kept[0]] : 0;
    for (int k = 1; k < kept.length; k++) {
      int i = kept[k];
      int before = kept[k - 1];
      double height = area == Area.STEPS ? y[i] : (y[before] + y[i]) / 2;
      sum += (x[i] - x[before]) * height;
    }
    return sum;
  }
}
