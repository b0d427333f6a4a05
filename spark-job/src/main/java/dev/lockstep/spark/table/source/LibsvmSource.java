package dev.lockstep.spark.table.source;

import dev.lockstep.spark.config.DataConfig.Format;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * Files in libsvm's format, a label and a sparse vector a row: how wide the vectors are, the last
 * feature that occurs tells, or a table that is wider and known already.
 */
final class LibsvmSource extends FileSource {
  private static final String WIDTH = "numFeatures";
  private static final String VECTOR = "features";

  private LibsvmSource(SparkSession spark, Format format, List<String> paths) {
    super(spark, format, paths, load(spark, format, paths), List.of());
  }

  static TableSource open(SparkSession spark, Format format, List<String> paths) {
    return new LibsvmSource(spark, format, paths);
  }

  @Override
  public TableSource readAs(Map<String, Expected> columns) {
    Expected vector = columns.get(VECTOR);
    if (vector == null || vector.width() == 0) {
      return this;
    }
    Map<String, String> width = Map.of(WIDTH, Integer.toString(vector.width()));
    return new LibsvmSource(spark(), withDefaults(format(), width), paths());
  }
}
