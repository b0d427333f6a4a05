package dev.lockstep.spark.exchange;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoSerializable;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import java.io.Serializable;

/**
 * Something to broadcast that Java can serialize and Kryo perhaps cannot, such as a record:
 * whatever serializer a session has, the content goes by Java's.
 */
public final class Parcel<T extends Serializable> implements Serializable, KryoSerializable {
  private static final long serialVersionUID = 1;

  private T content;

  public Parcel(T content) {
    this.content = content;
  }

  public T content() {
    return content;
  }

  @Override
  public void write(Kryo kryo, Output output) {
    new JavaSerializer().write(kryo, output, content);
  }

  @Override
  @SuppressWarnings("unchecked") // What was written as a T.
  public void read(Kryo kryo, Input input) {
    content = (T) new JavaSerializer().read(kryo, input, Serializable.class);
  }
}
