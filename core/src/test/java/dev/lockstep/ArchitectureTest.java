package dev.lockstep;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.lockstep.augment.Augmentation;
import dev.lockstep.linalg.Blas;
import dev.lockstep.linalg.Matrix;
import dev.lockstep.linalg.Vectors;
import dev.lockstep.nn.Backprop;
import dev.lockstep.nn.Workspace;
import dev.lockstep.nn.layer.Activation;
import dev.lockstep.nn.loss.Loss;
import dev.lockstep.optim.Optimizer;
import dev.lockstep.shard.Expansion;
import dev.lockstep.shard.FillLevels;
import dev.lockstep.shard.RowOrder;
import dev.lockstep.shard.Shard;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The arrows between the packages of the core, and what its hot paths must not use. */
class ArchitectureTest {
  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.lockstep");

  /** What each package may use of the others. */
  private static final Map<String, Set<String>> ARROWS =
      Map.ofEntries(
          entry("linalg"),
          entry("nn.layer", "linalg"),
          entry("nn.loss", "linalg"),
          entry("nn", "linalg", "nn.layer", "nn.loss"),
          entry("nn.inference", "linalg", "nn", "nn.layer"),
          entry("augment", "linalg"),
          entry("shard", "linalg", "augment"),
          entry("metric", "linalg"),
          entry("diagnosis", "metric", "shard"),
          entry("optim", "linalg"),
          entry("optim.schedule"),
          entry("feature", "shard"),
          entry("feature.value", "feature"),
          entry("reference", "linalg", "nn", "nn.layer", "nn.loss", "optim", "shard"),
          entry("check", "linalg", "nn", "nn.layer", "optim", "reference", "shard"),
          entry("model", "linalg", "nn", "nn.layer", "nn.loss", "shard", "metric", "feature"),
          entry("warmstart", "feature", "linalg", "model", "nn", "nn.layer", "nn.loss", "shard"),
          entry(
              "score",
              "linalg",
              "nn",
              "nn.inference",
              "nn.loss",
              "shard",
              "metric",
              "feature",
              "feature.value",
              "model"),
          entry("train.sum", "nn"),
          entry("train.layers", "linalg", "nn", "nn.layer"),
          entry(
              "train",
              "linalg",
              "nn",
              "nn.inference",
              "nn.layer",
              "nn.loss",
              "augment",
              "shard",
              "metric",
              "optim",
              "optim.schedule",
              "model",
              "train.sum",
              "train.layers"));

  private static Map.Entry<String, Set<String>> entry(String from, String... to) {
    return Map.entry(from, Set.of(to));
  }

  static Stream<Arguments> forbiddenArrows() {
    return ARROWS.keySet().stream()
        .flatMap(
            from ->
                ARROWS.keySet().stream()
                    .filter(to -> !to.equals(from))
                    .filter(to -> !ARROWS.getOrDefault(from, Set.of()).contains(to))
                    .map(to -> Arguments.of(from, to)));
  }

  @ParameterizedTest
  @MethodSource("forbiddenArrows")
  void packagesKnowOnlyThoseBelowThem(String from, String to) {
    noClasses()
        .that()
        .resideInAPackage("dev.lockstep." + from)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.lockstep." + to)
        .check(CORE);
  }

  @Test
  void everyClassLivesInAPackageWithArrows() {
    assertThat(CORE.stream().map(JavaClass::getPackageName))
        .containsAll(ARROWS.keySet().stream().map(name -> "dev.lockstep." + name).toList())
        .allMatch(name -> ARROWS.containsKey(name.substring("dev.lockstep.".length())));
  }

  @ParameterizedTest
  @ValueSource(strings = {"org.apache.spark..", "org.apache.hadoop..", "scala.."})
  void theCoreKnowsNoCluster(String cluster) {
    noClasses().should().dependOnClassesThat().resideInAPackage(cluster).check(CORE);
  }

  @Test
  void hotPathsUseNoStreams() {
    assertThat(CORE.stream().filter(ArchitectureTest::isHot)).hasSizeGreaterThan(20);
    noClasses()
        .that(describe("are hot", ArchitectureTest::isHot))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.util.stream..")
        .check(CORE);
  }

  private static boolean isHot(JavaClass each) {
    return isOneOf(
            each,
            Vectors.class,
            Blas.class,
            Matrix.class,
            Backprop.class,
            Workspace.class,
            RowOrder.class,
            Shard.class,
            Expansion.class,
            FillLevels.class)
        || each.getPackageName().equals("dev.lockstep.nn.inference")
        || changesImages(each)
        || each.getSimpleName().endsWith("Stage")
        || each.isAssignableTo(Activation.class)
        || each.isAssignableTo(Loss.class)
        || each.isAssignableTo(Optimizer.class);
  }

  private static boolean changesImages(JavaClass each) {
    return each.getPackageName().equals("dev.lockstep.augment")
        && !each.isEquivalentTo(Augmentation.class);
  }

  private static boolean isOneOf(JavaClass each, Class<?>... hot) {
    return Arrays.stream(hot).anyMatch(each::isEquivalentTo);
  }

  @Test
  void onlyTheBackendsKnowNetlibAndOpenBlas() {
    classes()
        .that()
        .resideOutsideOfPackage("dev.lockstep.linalg..")
        .should()
        .onlyDependOnClassesThat()
        .resideOutsideOfPackages("dev.ludovic..", "org.bytedeco..")
        .check(CORE);
  }
}
