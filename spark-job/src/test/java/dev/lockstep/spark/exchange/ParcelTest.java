package dev.lockstep.spark.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.JavaSerializer;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.SerializerInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import scala.reflect.ClassTag;

/** What is broadcast arrives, whatever serializer a session has. */
class ParcelTest {
  /** A record, for which Kryo has no serializer. */
  private record Content(List<Integer> numbers) implements Serializable {}

  static Stream<SerializerInstance> serializers() {
    SparkConf lockstep = new SparkConf(false).set("spark.kryo.registrationRequired", "true");
    LockstepKryo.configure(lockstep);
    return Stream.of(
        new JavaSerializer(new SparkConf(false)).newInstance(),
        new KryoSerializer(new SparkConf(false)).newInstance(),
        new KryoSerializer(lockstep).newInstance());
  }

  @ParameterizedTest
  @MethodSource("serializers")
  void contentArrivesThroughAnySerializer(SerializerInstance serializer) {
    Content content = new Content(List.of(1, 2, 3));
    ClassTag<Parcel<Content>> tag = ClassTag.apply(Parcel.class);
    Parcel<Content> arrived =
        serializer.deserialize(serializer.serialize(new Parcel<>(content), tag), tag);
    assertThat(arrived.content()).isEqualTo(content);
  }
}
