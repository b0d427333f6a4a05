package dev.lockstep.spark.table.source;

import dev.lockstep.linalg.Randomness;
import dev.lockstep.linalg.Randomness.Purpose;
import java.io.Serializable;
import java.util.Locale;
import java.util.SplittableRandom;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A table of points in the plane, f0 and f1, whose label is the shape that they lie on. The classes
 * take turns. A row is a function of the seed and its number, so the table does not depend on its
 * partitions.
 *
 * @param noise deviation of what is added to both coordinates
 */
public record PlaneTable(Kind kind, long rows, int classes, long seed, double noise)
    implements Serializable {
  private static final StructType SCHEMA =
      new StructType(
          new StructField[] {
            DataTypes.createStructField("f0", DataTypes.FloatType, false),
            DataTypes.createStructField("f1", DataTypes.FloatType, false),
            DataTypes.createStructField("label", DataTypes.IntegerType, false)
          });

  /** Where the points of a class lie. */
  public enum Kind {
    /** Two half circles that reach into each other, as scikit-learn's make_moons. */
    MOONS(2, 0.2) {
      @Override
      Point at(double part, int label, int classes) {
        double angle = Math.PI * part;
        return label == 0
            ? new Point(Math.cos(angle), Math.sin(angle))
            : new Point(1 - Math.cos(angle), 0.5 - Math.sin(angle));
      }
    },
    /** Circles around the origin, of radius 1, 1 - 1/classes and so on. */
    CIRCLES(Integer.MAX_VALUE, 0.1) {
      @Override
      Point at(double part, int label, int classes) {
        return Point.polar(1 - (double) label / classes, 2 * Math.PI * part);
      }
    },
    /** Arms that make one turn around the origin, while their radius grows from 0 to 1. */
    SPIRAL(Integer.MAX_VALUE, 0.03) {
      @Override
      Point at(double part, int label, int classes) {
        return Point.polar(part, 2 * Math.PI * ((double) label / classes + part));
      }
    },
    /** Points on the unit circle, which the noise scatters. */
    BLOBS(Integer.MAX_VALUE, 0.3) {
      @Override
      Point at(double part, int label, int classes) {
        return Point.polar(1, 2 * Math.PI * label / classes);
      }
    };

    private final int mostClasses;
    private final double usualNoise;

    Kind(int mostClasses, double usualNoise) {
      this.mostClasses = mostClasses;
      this.usualNoise = usualNoise;
    }

    /** A point of a class before noise; part, from 0 to 1, is how far along the shape it lies. */
    abstract Point at(double part, int label, int classes);

    /** A deviation with which the shapes are seen, but touch. */
    public double usualNoise() {
      return usualNoise;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  record Point(double x, double y) {
    static Point polar(double radius, double angle) {
      return new Point(radius * Math.cos(angle), radius * Math.sin(angle));
    }
  }

  public PlaneTable {
    if (rows < 1 || classes < 2 || classes > kind.mostClasses || !(noise >= 0 && noise < 1e6)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a table of %s needs at least 1 row, %s classes, and noise of at least 0; found rows %d, classes %d, noise %s",
              kind,
              kind.mostClasses == 2 ? "2" : "at least 2",
              rows,
              classes,
              noise));
    }
  }

  /** The table in that many partitions. */
  public Dataset<Row> rows(SparkSession spark, int partitions) {
    return spark
        .range(0, rows, 1, partitions)
        .map((MapFunction<Long, Row>) this::row, Encoders.row(SCHEMA));
  }

  private Row row(long number) {
    SplittableRandom random =
        new SplittableRandom(Randomness.seed(seed, Purpose.SYNTHESIS, 2, number));
    int label = (int) (number % classes);
    Point point = kind.at(random.nextDouble(), label, classes);
    return RowFactory.create(
        (float) (point.x() + noise * random.nextGaussian()),
        (float) (point.y() + noise * random.nextGaussian()),
        label);
  }
}
