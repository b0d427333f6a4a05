package dev.lockstep.spark.exchange;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import dev.lockstep.nn.GradientSum;
import dev.lockstep.spark.table.pack.FloatArraySerializer;

/** Gradient sums in bulk. */
final class GradientSumSerializer extends Serializer<GradientSum> {
  private final FloatArraySerializer arrays = new FloatArraySerializer();

  GradientSumSerializer() {
    super(false, false);
  }

  @Override
  public void write(Kryo kryo, Output output, GradientSum sum) {
    output.writeDouble(sum.loss());
    output.writeDouble(sum.weight());
    output.writeLong(sum.count());
    output.writeLong(sum.computeNanos());
    output.writeLong(sum.augmentNanos());
    arrays.write(kryo, output, sum.gradient());
  }

  @Override
  public GradientSum read(Kryo kryo, Input input, Class<GradientSum> type) {
    double loss = input.readDouble();
    double weight = input.readDouble();
    long count = input.readLong();
    long compute = input.readLong();
    long augment = input.readLong();
    GradientSum sum = new GradientSum(arrays.read(kryo, input, float[].class));
    sum.setTotals(loss, weight, count);
    sum.computeNanos(compute);
    sum.augmentNanos(augment);
    return sum;
  }
}
