package dev.lockstep.spark.exchange;

import com.esotericsoftware.kryo.Kryo;
import dev.lockstep.nn.GradientSum;
import dev.lockstep.spark.exchange.message.NodeSum;
import dev.lockstep.spark.table.pack.TableKryo;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.KryoRegistrator;
import org.apache.spark.serializer.KryoSerializer;

/**
 * Registers with Kryo every class that Lockstep ships between JVMs. What Spark ships of its own, or
 * of others, needs no registration.
 */
public final class LockstepKryo implements KryoRegistrator {
  /**
   * Makes Kryo the serializer of a Spark configuration; and has shuffles, unless the configuration
   * says how, ship packed rows at the least expense.
   */
  public static void configure(SparkConf conf) {
    conf.set("spark.serializer", KryoSerializer.class.getName());
    conf.set("spark.kryo.registrator", LockstepKryo.class.getName());
    // Floats hardly compress.
    conf.setIfMissing("spark.shuffle.compress", "false");
    // Otherwise Spark writes a file for each shard first, and then all again into one.
    conf.setIfMissing("spark.shuffle.sort.bypassMergeThreshold", "1");
  }

  @Override
  public void registerClasses(Kryo kryo) {
    TableKryo.register(kryo);
    kryo.register(GradientSum.class, new GradientSumSerializer());
    kryo.register(Parcel.class);
    kryo.register(NodeSum.class);
    kryo.register(NodeSum[].class);
    kryo.register(byte[][].class);
  }
}
