package dev.lockstep.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class WeightSumTest {
  @Property
  void anyGroupingGivesTheDoubleNextToTheSum(
      @ForAll @Size(max = 40) List<@FloatRange(min = 0, max = 1e9f) Float> weights,
      @ForAll @IntRange(max = 40) int cut) {
    WeightSum left = new WeightSum();
    WeightSum right = new WeightSum();
    BigDecimal exact = BigDecimal.ZERO;
    for (int i = 0; i < weights.size(); i++) {
      (i < cut ? left : right).add(weights.get(i));
      exact = exact.add(new BigDecimal(weights.get(i)));
    }
    assertThat(right.merge(left).value()).isEqualTo(exact.doubleValue());
  }

  @Example
  void theSmallestWeightDecidesBetweenTwoDoubles() {
    WeightSum sum = new WeightSum();
    sum.add(0x1p53);
    sum.add(1);
    assertThat(sum.value()).isEqualTo(0x1p53);
    sum.add(Float.MIN_VALUE);
    assertThat(sum.value()).isEqualTo(0x1p53 + 2);
  }
}
