package dev.lockstep.spark.table.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Registration;
import com.esotericsoftware.kryo.util.DefaultClassResolver;
import com.esotericsoftware.kryo.util.MapReferenceResolver;
import dev.lockstep.nn.GradientSum;
import dev.lockstep.shard.Expansion;
import dev.lockstep.shard.FillLevels;
import dev.lockstep.shard.Shard;
import dev.lockstep.shard.Shard.RowFormat;
import dev.lockstep.spark.exchange.LockstepKryo;
import dev.lockstep.spark.table.read.InputOrder.Position;
import dev.lockstep.spark.testing.TestKryo;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.SerializerInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** What is shipped arrives as it was, through Spark's own serializer. */
class KryoTest {
  private static final class Unregistered {}

  private static float[] floats(int n) {
    float[] floats = new float[n];
    for (int i = 0; i < n; i++) {
      floats[i] = 0.37f * i - 5;
    }
    return floats;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 8191, 8192, 8193, 100_000})
  void floatsTravelInBulk(int n) {
    float[] floats = floats(n);
    byte[] bytes = TestKryo.bytes(floats);
    assertThat(bytes).hasSizeBetween(4 * n, 4 * n + 16);
    assertThat(TestKryo.<float[]>object(bytes)).isEqualTo(floats);
  }

  @Test
  void doublesArrive() {
    double[] doubles = {0, -0.0, Double.MIN_VALUE, Math.PI, Double.NaN};
    assertThat(TestKryo.roundTrip(doubles)).isEqualTo(doubles);
  }

  @Test
  void shardsArriveBlockByBlock() {
    RowFormat format = new RowFormat(1 << 16, 2);
    int width = format.width();
    int full = format.blockRows() * width;
    Shard shard = Shard.of(7, format, List.of(floats(full), floats(full), floats(width)));
    byte[] bytes = TestKryo.bytes(shard);
    assertThat(bytes.length).isLessThan((int) shard.bytes() + 100);
    Shard arrived = TestKryo.object(bytes);
    assertThat(arrived.number()).isEqualTo(7);
    assertThat(arrived.format()).isEqualTo(format);
    assertThat(arrived.rows()).isEqualTo(2L * format.blockRows() + 1);
    assertThat(arrived.digest()).isEqualTo(shard.digest());
    assertThat(arrived.blocks()).isDeepEqualTo(shard.blocks());
  }

  @Test
  void emptyShardsArrive() {
    Shard arrived = TestKryo.roundTrip(Shard.of(3, new RowFormat(4, 1), List.of()));
    assertThat(arrived.number()).isEqualTo(3);
    assertThat(arrived.rows()).isZero();
  }

  @Test
  void shardsArriveWithWhatTheirFeaturesBecome() {
    FillLevels levels = new FillLevels(new float[] {-1, 0.5f, 7}, FillLevels.Own.CLIPPED);
    RowFormat format = new RowFormat(new Expansion(4, Map.of(2, levels)), 1);
    Shard arrived = TestKryo.roundTrip(Shard.of(3, format, List.of(floats(6))));
    assertThat(arrived.format()).isEqualTo(format);
  }

  @Test
  void packedRowsArrive() {
    Position position = new Position(5, "file:/a", 7);
    PackedRows arrived = TestKryo.roundTrip(new PackedRows(position, 6, floats(30)));
    assertThat(arrived.position()).isEqualTo(position);
    assertThat(arrived.sequence()).isEqualTo(6);
    assertThat(arrived.rows()).isEqualTo(floats(30));
  }

  @Test
  void gradientSumsArriveInBulk() {
    GradientSum sum = new GradientSum(floats(1000));
    sum.setTotals(1.5, 2.5, 3);
    sum.computeNanos(4);
    sum.augmentNanos(5);
    byte[] bytes = TestKryo.bytes(sum);
    assertThat(bytes.length).isLessThan(4000 + 60);
    GradientSum arrived = TestKryo.object(bytes);
    assertThat(arrived.gradient()).isEqualTo(sum.gradient());
    assertThat(arrived.loss()).isEqualTo(1.5);
    assertThat(arrived.weight()).isEqualTo(2.5);
    assertThat(arrived.count()).isEqualTo(3);
    assertThat(arrived.computeNanos()).isEqualTo(4);
    assertThat(arrived.augmentNanos()).isEqualTo(5);
  }

  /** For the session of a program that does not use Kryo. */
  @Test
  void whatIsRegisteredIsPlainlySerializableToo() {
    List<Class<?>> registered = new ArrayList<>();
    DefaultClassResolver resolver =
        new DefaultClassResolver() {
          @Override
          public Registration register(Registration registration) {
            registered.add(registration.getType());
            return super.register(registration);
          }
        };
    new LockstepKryo().registerClasses(new Kryo(resolver, new MapReferenceResolver()));
    assertThat(registered)
        .contains(Shard.class, GradientSum.class)
        .allMatch(type -> type.isPrimitive() || Serializable.class.isAssignableFrom(type));
  }

  /** For the session of a program that uses Kryo without knowing of Lockstep. */
  @Test
  void whatTravelsNeedsNoRegistration() {
    SerializerInstance kryo = new KryoSerializer(new SparkConf(false)).newInstance();
    Shard shard = Shard.of(7, new RowFormat(2, 1), List.of(floats(32)));
    assertThat(arrived(kryo, new StoredShard(shard)).shard().digest()).isEqualTo(shard.digest());
    Position position = new Position(5, "file:/a", 7);
    PackedRows rows = arrived(kryo, new PackedRows(position, 6, floats(30)));
    assertThat(rows.position()).isEqualTo(position);
    assertThat(rows.rows()).isEqualTo(floats(30));
    assertThat(arrived(kryo, new GradientSum(floats(10))).gradient()).isEqualTo(floats(10));
  }

  private static <T> T arrived(SerializerInstance kryo, T object) {
    ClassTag<T> any = ClassTag$.MODULE$.apply(Object.class);
    return kryo.deserialize(kryo.serialize(object, any), any);
  }

  @Test
  void whatIsNotRegisteredIsRefused() {
    assertThatThrownBy(() -> TestKryo.bytes(new Unregistered()))
        .hasMessageContaining("Class is not registered");
  }
}
