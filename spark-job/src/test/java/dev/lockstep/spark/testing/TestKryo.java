package dev.lockstep.spark.testing;

import dev.lockstep.spark.exchange.LockstepKryo;
import java.nio.ByteBuffer;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.SerializerInstance;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** Spark's Kryo serializer as Lockstep configures it, but that it refuses unregistered classes. */
public final class TestKryo {
  private static final ClassTag<Object> ANY = ClassTag$.MODULE$.apply(Object.class);

  private TestKryo() {}

  private static SerializerInstance serializer() {
    SparkConf conf = new SparkConf(false);
    LockstepKryo.configure(conf);
    conf.set("spark.kryo.registrationRequired", "true");
    return new KryoSerializer(conf).newInstance();
  }

  /** An object as Spark would ship it. */
  public static byte[] bytes(Object object) {
    ByteBuffer buffer = serializer().serialize(object, ANY);
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  /** The object that those bytes are. */
  @SuppressWarnings({
    "unchecked",
    "TypeParameterUnusedInFormals"
  }) // The caller knows what it wrote.
  public static <T> T object(byte[] bytes) {
    return (T) serializer().deserialize(ByteBuffer.wrap(bytes), ANY);
  }

  /** An object after shipping. */
  @SuppressWarnings("unchecked") // What arrives is what was sent.
  public static <T> T roundTrip(T object) {
    return (T) serializer().deserialize(ByteBuffer.wrap(bytes(object)), ANY);
  }
}
