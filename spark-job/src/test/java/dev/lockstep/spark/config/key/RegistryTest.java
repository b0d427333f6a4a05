package dev.lockstep.spark.config.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.augment.Transform;
import dev.lockstep.nn.layer.Layer;
import dev.lockstep.nn.loss.Loss;
import dev.lockstep.optim.Optimizer;
import dev.lockstep.optim.schedule.LearningRate;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RegistryTest {
  static List<Key<?>> keys() {
    return Registry.keys().toList();
  }

  @ParameterizedTest
  @MethodSource("keys")
  void everyKeySaysWhatItMeansInSentences(Key<?> key) {
    assertThat(key.meaning()).matches("(?s)[A-Z].*\\.").doesNotContain("|").doesNotContain("\n");
    assertThat(key.type().allowed()).isNotBlank().doesNotContain("|");
    assertThat(key.name()).matches("[a-z_]+\\.[a-z0-9_]+");
  }

  @ParameterizedTest
  @MethodSource("keys")
  void everyKeyRefersToKeysThatAre(Key<?> key) {
    Set<String> names = Registry.keys().map(Key::name).collect(Collectors.toSet());
    assertThat(names).containsAll(key.excludes());
    assertThat(names).containsAll(key.onlyWith().map(List::of).orElse(List.of()));
    if (key.fallback() instanceof Key.ByChoice<?> byChoice) {
      List<String> order = Registry.keys().map(Key::name).toList();
      assertThat(order.indexOf(byChoice.chooser())).isBetween(0, order.indexOf(key.name()) - 1);
      assertThat(byChoice.values()).isNotEmpty();
    }
  }

  @Test
  void namesAreUnique() {
    assertThat(Registry.keys().map(Key::name)).doesNotHaveDuplicates();
    assertThat(Registry.SECTIONS.stream().map(Section::name)).doesNotHaveDuplicates();
  }

  @Test
  void everyOptimizerHasAName() {
    assertThat(Arrays.stream(OptimizerKeys.Kind.values()).map(OptimizerKeys.Kind::toString))
        .containsExactlyInAnyOrderElementsOf(permitted(Optimizer.class));
  }

  @Test
  void anOptimizerMadeByHandIsCheckedToo() {
    assertThatThrownBy(() -> OptimizerKeys.Kind.MOMENTUM.create(Values.empty()))
        .hasMessage("optimizer.beta has no value");
  }

  @Test
  void everyLossAndLayerHasAName() {
    String allowed = TrainingKeys.LOSS.type().allowed() + ", " + LayerTypes.LAYER.allowed();
    Stream.of(permitted(Loss.class), permitted(Layer.class))
        .flatMap(List::stream)
        .forEach(name -> assertThat(allowed).contains(name));
  }

  @Test
  void everyTransformOfImagesHasAKey() {
    assertThat(AugmentationKeys.SECTION.keys().stream().map(Key::shortName).skip(1))
        .containsExactlyInAnyOrderElementsOf(permitted(Transform.class));
  }

  /** What the records of a sealed type are called: their names as snake_case. */
  private static List<String> permitted(Class<?> type) {
    return Arrays.stream(type.getPermittedSubclasses())
        .flatMap(each -> each.isSealed() ? permitted(each).stream() : Stream.of(name(each)))
        .toList();
  }

  private static String name(Class<?> type) {
    String camel = type.getSimpleName();
    if (Optimizer.class.isAssignableFrom(type)) {
      return camel.toLowerCase(java.util.Locale.ROOT);
    }
    return camel.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(java.util.Locale.ROOT);
  }

  @Test
  void everyScheduleHasAName() {
    List<String> records =
        permitted(LearningRate.class).stream()
            .map(name -> name.replaceFirst("_rate$", ""))
            .filter(name -> !name.equals("warm_up")) // In front of the others.
            .toList();
    assertThat(Arrays.stream(LearningRateKeys.Schedule.values()).map(Enum::toString))
        .containsExactlyInAnyOrderElementsOf(records);
  }
}
