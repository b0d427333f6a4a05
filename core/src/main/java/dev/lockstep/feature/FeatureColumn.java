package dev.lockstep.feature;

import dev.lockstep.shard.FillLevels;
import dev.lockstep.shard.Scaling;
import dev.lockstep.shard.Standardizer;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How one column of a table becomes some elements of the feature vector x, by way of a packed row.
 *
 * <p>Every {@code encode} fills row[offset .. offset + packedWidth()) of a packed row completely,
 * whatever it held.
 */
public sealed interface FeatureColumn {
  /** The column's name in the table. */
  String name();

  /** Number of elements of x, at least 1. */
  int width();

  /** Number of elements of a packed row, at least 1: of x too, unless it is expanded. */
  default int packedWidth() {
    return width();
  }

  /** One name for each element of x, for reports: "age", "workclass=Private", "pixels[3]". */
  List<String> featureNames();

  /** Whether {@link #encodeMissing} knows what to write. */
  boolean imputes();

  /**
   * Writes what stands for a missing value.
   *
   * @param row [any], overwritten from offset to offset + packedWidth()
   * @throws IllegalStateException if the column does not impute
   */
  void encodeMissing(float[] row, int offset);

  /**
   * A number, or a boolean as 0 or 1; one element, or those of its encoding.
   *
   * @param impute in the column's own units, stands for a missing value; empty if none may occur
   * @param encoding what scaled numbers are expanded to, if to anything
   */
  record Numeric(
      String name,
      Source source,
      Scaling scaling,
      OptionalDouble impute,
      Optional<PiecewiseLinear> encoding)
      implements FeatureColumn {
    /** What the table's column holds. */
    public enum Source {
      NUMBER,
      BOOLEAN;

      @Override
      public String toString() {
        return name().toLowerCase(Locale.ROOT);
      }
    }

    public Numeric {
      Checks.name(name);
      impute.ifPresent(value -> Checks.finite(name, value));
      encoding.ifPresent(bins -> bins.levels(scaling));
    }

    /** A number that is not expanded. */
    public Numeric(String name, Source source, Scaling scaling, OptionalDouble impute) {
      this(name, source, scaling, impute, Optional.empty());
    }

    @Override
    public int width() {
      return encoding.map(PiecewiseLinear::width).orElse(1);
    }

    @Override
    public int packedWidth() {
      return 1;
    }

    /** What the packed number is expanded to, if to anything. */
    Optional<FillLevels> levels() {
      return encoding.map(bins -> bins.levels(scaling));
    }

    @Override
    public List<String> featureNames() {
      return encoding.map(bins -> bins.featureNames(name)).orElse(List.of(name));
    }

    /**
     * Writes one value; a boolean is 0 or 1.
     *
     * @throws IllegalArgumentException if the value, or its float32 form, is not finite
     */
    public void encode(double value, float[] row, int offset) {
      float scaled = encoding.isEmpty() ? scaling.apply(value) : scaling.linear(value);
      row[offset] = Checks.scaled(name, value, scaled);
    }

    /**
     * Writes number i to rows[offset + i * stride], for n numbers.
     *
     * @param values [at least n], overwritten
     * @throws IllegalArgumentException if a number, or its float32 form, is not finite
     */
    public void encodeAll(double[] values, int n, float[] rows, int offset, int stride) {
      scaling.linearAll(values, n);
      boolean finite = true;
      for (int i = 0; i < n; i++) {
        values[i] = (float) values[i];
        finite &= Math.abs(values[i]) <= Float.MAX_VALUE;
      }
      if (!finite) {
        throw Checks.notFinite(name);
      }
      if (encoding.isEmpty()) {
        scaling.clipAll(values, n);
      }
      for (int i = 0; i < n; i++) {
        rows[offset + i * stride] = (float) values[i];
      }
    }

    @Override
    public boolean imputes() {
      return impute.isPresent();
    }

    @Override
    public void encodeMissing(float[] row, int offset) {
      encode(impute.orElseThrow(() -> Checks.missing(name)), row, offset);
    }
  }

  /**
   * A string, one-hot over the values seen in training; an unseen value is all zero.
   *
   * @param missingSlot whether a missing value has an element of its own, the last one
   */
  record Categorical(String name, Vocabulary<String> categories, boolean missingSlot)
      implements FeatureColumn {
    private static final String FRACTION = ".0";

    public Categorical {
      Checks.name(name);
      if (categories.size() == 0 && !missingSlot) {
        throw new IllegalArgumentException(
            "the column '" + name + "' has no category; it needs at least 1");
      }
    }

    @Override
    public int width() {
      return categories.size() + (missingSlot ? 1 : 0);
    }

    @Override
    public List<String> featureNames() {
      List<String> names = new ArrayList<>(width());
      categories.values().forEach(category -> names.add(name + "=" + category));
      if (missingSlot) {
        names.add(name + " is missing");
      }
      return names;
    }

    /** Writes one category. */
    public void encode(String category, float[] row, int offset) {
      encodePlace(categories.indexOf(category), row, offset);
    }

    /**
     * The place of a text in the vocabulary, or -1 for an unseen one. Texts of tables with gaps
     * have integers as fractions: 7.0 is the category 7.
     */
    public int placeOf(String text) {
      int place = categories.indexOf(text);
      return place < 0 && text.endsWith(FRACTION)
          ? categories.indexOf(text.substring(0, text.length() - FRACTION.length()))
          : place;
    }

    /** Writes the category at that place in the vocabulary; -1 is an unseen one. */
    public void encodePlace(int place, float[] row, int offset) {
      Arrays.fill(row, offset, offset + width(), 0f);
      if (place >= 0) {
        row[offset + place] = 1f;
      }
    }

    @Override
    public boolean imputes() {
      return missingSlot;
    }

    @Override
    public void encodeMissing(float[] row, int offset) {
      if (!missingSlot) {
        throw Checks.missing(name);
      }
      encodePlace(categories.size(), row, offset);
    }
  }

  /**
   * A date, or a date and time, as five numbers.
   *
   * @param parts how each of {@link #PARTS} is encoded
   */
  record Calendar(Vector parts) implements FeatureColumn {
    /** The numbers: months from 1, days of the week from 1 (Monday), hours from 0. */
    public static final List<String> PARTS =
        List.of("year", "month", "day_of_week", "hour", "days_since_1970");

    public Calendar {
      if (parts.width() != PARTS.size()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "the column '%s' has %d parts of a date; all need %s",
                parts.name(),
                parts.width(),
                PARTS));
      }
    }

    /** The parts of a moment, in that order: [5]. */
    public static double[] partsOf(LocalDateTime moment) {
      return new double[] {
        moment.getYear(),
        moment.getMonthValue(),
        moment.getDayOfWeek().getValue(),
        moment.getHour(),
        moment.toLocalDate().toEpochDay()
      };
    }

    @Override
    public String name() {
      return parts.name();
    }

    @Override
    public int width() {
      return PARTS.size();
    }

    @Override
    public List<String> featureNames() {
      return PARTS.stream().map(part -> name() + "." + part).toList();
    }

    @Override
    public boolean imputes() {
      return parts.imputes();
    }

    @Override
    public void encodeMissing(float[] row, int offset) {
      parts.encodeMissing(row, offset);
    }
  }

  /**
   * An array or vector of a fixed number of elements, each scaled by itself.
   *
   * @param scalings one for each element, all of one type
   * @param impute one value for each element, in the column's own units, which stands for a missing
   *     one; empty if none may be missing
   */
  record Vector(String name, List<Scaling> scalings, List<Double> impute) implements FeatureColumn {
    public Vector {
      Checks.name(name);
      if (scalings.isEmpty() || scalings.size() > FeatureSchema.MAX_WIDTH) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "the column '%s' has vectors of %,d elements; 1 to %,d are possible",
                name,
                scalings.size(),
                FeatureSchema.MAX_WIDTH));
      }
      scalings = List.copyOf(scalings);
      Class<?> type = scalings.get(0).getClass();
      if (scalings.stream().anyMatch(each -> !type.isInstance(each))) {
        throw new IllegalArgumentException(
            "the elements of the column '" + name + "' are not all scaled in the same way");
      }
      impute = List.copyOf(impute);
      if (!impute.isEmpty() && impute.size() != scalings.size()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "the column '%s' has %d elements, but values to impute for %d",
                name,
                scalings.size(),
                impute.size()));
      }
      impute.forEach(value -> Checks.finite(name, value));
    }

    /** Elements as they are, none missing. */
    public static Vector plain(String name, int width) {
      return new Vector(name, Collections.nCopies(width, Standardizer.none()), List.of());
    }

    @Override
    public int width() {
      return scalings.size();
    }

    @Override
    public List<String> featureNames() {
      List<String> names = new ArrayList<>(width());
      for (int i = 0; i < width(); i++) {
        names.add(name + "[" + i + "]");
      }
      return names;
    }

    /**
     * Throws IllegalArgumentException if an array has another number of elements than training's.
     */
    public void checkWidth(int found) {
      if (found != width()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "the column '%s' holds an array of %d elements; all need %d",
                name,
                found,
                width()));
      }
    }

    /**
     * Writes one element, from 0; the others stay as they are.
     *
     * @throws IllegalArgumentException if the value, or its float32 form, is not finite
     */
    public void encode(int element, double value, float[] row, int offset) {
      row[offset + element] = Checks.scaled(name, value, scalings.get(element).apply(value));
    }

    /** Writes what stands for one missing element, from 0; the others stay as they are. */
    public void encodeMissing(int element, float[] row, int offset) {
      if (impute.isEmpty()) {
        throw Checks.missing(name);
      }
      encode(element, impute.get(element), row, offset);
    }

    @Override
    public boolean imputes() {
      return !impute.isEmpty();
    }

    @Override
    public void encodeMissing(float[] row, int offset) {
      for (int i = 0; i < width(); i++) {
        encodeMissing(i, row, offset);
      }
    }
  }
}
