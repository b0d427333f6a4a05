package dev.lockstep.spark.exchange;

import com.esotericsoftware.kryo.Kryo;
import dev.lockstep.nn.GradientSum;
import dev.lockstep.spark.data.DataKryo;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.KryoRegistrator;
import org.apache.spark.serializer.KryoSerializer;

/**
 * Registers with Kryo every class that Lockstep ships between JVMs; what is not registered is
 * refused.
 */
public final class LockstepKryo implements KryoRegistrator {
  /** Makes Kryo the serializer of a Spark configuration, with nothing unregistered allowed. */
  public static void configure(SparkConf conf) {
    conf.set("spark.serializer", KryoSerializer.class.getName());
    conf.set("spark.kryo.registrator", LockstepKryo.class.getName());
    conf.set("spark.kryo.registrationRequired", "true");
  }

  @Override
  public void registerClasses(Kryo kryo) {
    DataKryo.register(kryo);
    kryo.register(GradientSum.class, new GradientSumSerializer());
    kryo.register(NodeSum.class);
    kryo.register(NodeSum[].class);
    kryo.register(double[].class);
    kryo.register(double[][].class);
  }
}
