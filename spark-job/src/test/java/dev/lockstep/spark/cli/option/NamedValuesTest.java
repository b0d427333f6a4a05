package dev.lockstep.spark.cli.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.linalg.BlasBackend;
import dev.lockstep.linalg.BlasKernel;
import dev.lockstep.metric.Measure;
import dev.lockstep.spark.cli.ExportCommand;
import dev.lockstep.spark.config.DataConfig.Malformed;
import dev.lockstep.spark.table.source.PlaneTable;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.TypeConversionException;

class NamedValuesTest {
  private static <E extends Enum<E>> void assertNamed(Class<E> type) {
    NamedValues<E> values = new NamedValues<>(type);
    for (E each : type.getEnumConstants()) {
      assertThat(values.convert(each.toString())).isEqualTo(each);
      assertThat(values.convert(each.toString().toUpperCase(Locale.ROOT))).isEqualTo(each);
      assertThat(each.toString()).isEqualTo(each.toString().toLowerCase(Locale.ROOT));
    }
    assertThatThrownBy(() -> values.convert("nonsense"))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining(
            "found 'nonsense'; allowed: "
                + String.join(
                    ", ", List.of(type.getEnumConstants()).stream().map(Enum::toString).toList()));
  }

  @Test
  void everyValueOfAnOptionHasTheNameThatConfigurationsHaveForIt() {
    assertNamed(Measure.class);
    assertNamed(BlasBackend.class);
    assertNamed(BlasKernel.class);
    assertNamed(Malformed.class);
    assertNamed(PlaneTable.Kind.class);
    assertNamed(ExportCommand.Format.class);
  }
}
