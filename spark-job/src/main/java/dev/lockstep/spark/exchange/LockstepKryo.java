package dev.lockstep.spark.exchange;

import com.esotericsoftware.kryo.Kryo;
import dev.lockstep.nn.GradientSum;
import dev.lockstep.spark.data.DataKryo;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.serializer.KryoRegistrator;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.CharType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DayTimeIntervalType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.VarcharType;
import org.apache.spark.sql.types.YearMonthIntervalType;

/**
 * Registers with Kryo every class that Lockstep ships between JVMs; what is not registered is
 * refused.
 */
public final class LockstepKryo implements KryoRegistrator {
  private static final List<DataType> SINGLETON_TYPES =
      List.of(
          DataTypes.NullType,
          DataTypes.BooleanType,
          DataTypes.ByteType,
          DataTypes.ShortType,
          DataTypes.IntegerType,
          DataTypes.LongType,
          DataTypes.FloatType,
          DataTypes.DoubleType,
          DataTypes.StringType,
          DataTypes.BinaryType,
          DataTypes.DateType,
          DataTypes.TimestampType,
          DataTypes.TimestampNTZType,
          DataTypes.CalendarIntervalType);

  private static final List<Class<? extends DataType>> COMPOSITE_TYPES =
      List.of(
          ArrayType.class,
          MapType.class,
          StructType.class,
          DecimalType.class,
          CharType.class,
          VarcharType.class,
          DayTimeIntervalType.class,
          YearMonthIntervalType.class);

  /**
   * Makes Kryo the serializer of a Spark configuration, with nothing unregistered allowed; and has
   * shuffles, unless the configuration says how, ship packed rows at the least expense.
   */
  public static void configure(SparkConf conf) {
    conf.set("spark.serializer", KryoSerializer.class.getName());
    conf.set("spark.kryo.registrator", LockstepKryo.class.getName());
    conf.set("spark.kryo.registrationRequired", "true");
    // Floats hardly compress.
    conf.setIfMissing("spark.shuffle.compress", "false");
    // Otherwise Spark writes a file for each shard first, and then all again into one.
    conf.setIfMissing("spark.shuffle.sort.bypassMergeThreshold", "1");
  }

  /** What Spark itself ships when it infers schemas, and does not register. */
  private static void registerTypes(Kryo kryo) {
    kryo.register(DataType[].class);
    COMPOSITE_TYPES.forEach(kryo::register);
    kryo.register(StructField.class);
    kryo.register(StructField[].class);
    kryo.register(Metadata.class);
    kryo.register(SQLDataTypes.VectorType().getClass());
    kryo.register(SQLDataTypes.MatrixType().getClass());
    for (DataType type : SINGLETON_TYPES) {
      kryo.register(type.getClass());
    }
  }

  @Override
  public void registerClasses(Kryo kryo) {
    registerTypes(kryo);
    DataKryo.register(kryo);
    kryo.register(GradientSum.class, new GradientSumSerializer());
    kryo.register(NodeSum.class);
    kryo.register(NodeSum[].class);
    kryo.register(double[].class);
    kryo.register(double[][].class);
  }
}
