package dev.lockstep.spark;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The arrows between the packages of this module. */
final class ArchitectureTest {
  private static final String BASE = "dev.lockstep.spark.";

  private static final JavaClasses MODULE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.lockstep.spark");

  /** What each package may use of the others; it stands below those that it uses. */
  private static final Map<String, Set<String>> ARROWS =
      Map.ofEntries(
          entry("cluster"),
          entry("config.yaml"),
          entry("failure", "words"),
          entry("monitoring"),
          entry("output", "words"),
          entry("page"),
          entry("tracking", "words"),
          entry("config", "failure", "words"),
          entry("checkpoint", "config", "output"),
          entry("exchange.tasks", "cluster"),
          entry("table", "failure"),
          entry("table.compare"),
          entry("onnx", "table"),
          entry("table.value", "failure"),
          entry("config.key", "config", "config.yaml"),
          entry("exchange.wire", "config"),
          entry("table.source", "cluster", "config", "failure", "table", "table.value"),
          entry("config.file", "config", "config.key", "config.yaml", "words"),
          entry("exchange.topology", "config", "exchange.tasks"),
          entry(
              "exchange.message",
              "cluster",
              "config",
              "exchange.topology",
              "exchange.wire",
              "failure"),
          entry("table.read", "config", "failure", "table", "table.source", "table.value"),
          entry(
              "exchange.driver",
              "cluster",
              "config",
              "exchange.message",
              "exchange.tasks",
              "exchange.topology",
              "exchange.wire",
              "failure"),
          entry(
              "exchange.executor",
              "cluster",
              "config",
              "exchange.message",
              "exchange.topology",
              "exchange.wire",
              "failure"),
          entry("table.encode", "table.read", "table.value"),
          entry(
              "table.infer",
              "config",
              "config.yaml",
              "table",
              "table.read",
              "table.source",
              "table.value"),
          entry(
              "table.score",
              "cluster",
              "config",
              "table",
              "table.compare",
              "table.encode",
              "table.read",
              "table.source",
              "table.value"),
          entry(
              "table.statistics",
              "words",
              "cluster",
              "config",
              "failure",
              "table",
              "table.compare",
              "table.infer",
              "table.read",
              "table.source",
              "table.value"),
          entry(
              "table.pack",
              "cluster",
              "config",
              "table",
              "table.compare",
              "table.encode",
              "table.read",
              "table.source",
              "table.statistics",
              "table.value"),
          entry(
              "exchange",
              "cluster",
              "config",
              "exchange.driver",
              "exchange.executor",
              "exchange.message",
              "exchange.tasks",
              "table.pack",
              "table.source"),
          entry("registry", "config", "output"),
          entry(
              "champion",
              "cluster",
              "config",
              "table",
              "table.encode",
              "table.read",
              "table.source",
              "table.value"),
          entry("report", "champion", "table.compare", "table.pack", "table.statistics"),
          entry("report.text", "champion", "registry", "report", "report.progress", "words"),
          entry("report.progress", "report"),
          entry(
              "memory",
              "cluster",
              "config",
              "exchange",
              "exchange.tasks",
              "exchange.topology",
              "table.statistics"),
          entry(
              "run.prepare",
              "cluster",
              "config",
              "exchange",
              "output",
              "report",
              "table",
              "table.compare",
              "table.pack",
              "table.statistics",
              "words"),
          entry(
              "run.facts",
              "checkpoint",
              "cluster",
              "config",
              "exchange",
              "exchange.driver",
              "report",
              "run.prepare",
              "table.pack",
              "table.statistics"),
          entry(
              "run",
              "champion",
              "checkpoint",
              "cluster",
              "config",
              "exchange",
              "exchange.driver",
              "failure",
              "memory",
              "monitoring",
              "output",
              "registry",
              "report",
              "report.progress",
              "run.facts",
              "run.prepare",
              "table.compare",
              "table.pack",
              "table.score",
              "table.source",
              "table.statistics"),
          entry(
              "run.directory",
              "checkpoint",
              "config",
              "output",
              "page",
              "report",
              "report.progress",
              "report.text",
              "run",
              "run.facts",
              "run.prepare",
              "table",
              "tracking",
              "words"),
          entry(
              "run.recorded",
              "champion",
              "config",
              "config.file",
              "output",
              "page",
              "report",
              "report.text",
              "run",
              "run.facts",
              "run.prepare",
              "table",
              "table.pack",
              "table.source",
              "table.statistics",
              "words"),
          entry(
              "run.job",
              "checkpoint",
              "cluster",
              "config",
              "exchange",
              "output",
              "registry",
              "report",
              "report.progress",
              "report.text",
              "run",
              "run.directory",
              "run.facts",
              "run.prepare",
              "run.recorded",
              "table",
              "table.pack",
              "table.source",
              "table.statistics",
              "words"),
          entry("words"),
          entry("search.space"),
          entry("search.config", "words", "config", "config.file", "search.space"),
          entry(
              "search.file",
              "words",
              "config",
              "config.file",
              "config.key",
              "config.yaml",
              "search.config",
              "search.space"),
          entry(
              "search.trial",
              "words",
              "cluster",
              "exchange",
              "table",
              "config",
              "failure",
              "memory",
              "output",
              "run.job",
              "table.pack"),
          entry(
              "search.caviar",
              "cluster",
              "exchange",
              "exchange.executor",
              "failure",
              "search.trial",
              "table.pack",
              "table.source"),
          entry("search.optimism", "cluster", "exchange", "table.pack", "table.source"),
          entry(
              "search.report",
              "words",
              "config",
              "search.config",
              "search.optimism",
              "search.space",
              "search.trial"),
          entry(
              "search",
              "checkpoint",
              "cluster",
              "config",
              "exchange",
              "memory",
              "output",
              "page",
              "report.text",
              "run",
              "run.directory",
              "run.facts",
              "run.job",
              "search.caviar",
              "search.config",
              "search.optimism",
              "search.report",
              "search.space",
              "search.trial",
              "table",
              "table.pack",
              "words"),
          entry(
              "cli.option",
              "cluster",
              "config",
              "config.file",
              "output",
              "registry",
              "run",
              "run.directory",
              "run.job"),
          entry(
              "cli.terminal",
              "cluster",
              "config",
              "exchange",
              "exchange.driver",
              "exchange.tasks",
              "failure",
              "output",
              "registry",
              "report.progress",
              "run",
              "run.directory",
              "run.job",
              "search",
              "search.trial",
              "table",
              "words"),
          entry(
              "cli",
              "cli.option",
              "cli.terminal",
              "cluster",
              "config",
              "config.key",
              "config.yaml",
              "failure",
              "onnx",
              "output",
              "registry",
              "report.progress",
              "report.text",
              "run",
              "run.directory",
              "run.facts",
              "run.job",
              "run.prepare",
              "run.recorded",
              "search",
              "search.config",
              "search.file",
              "search.report",
              "table",
              "table.score",
              "table.source",
              "table.statistics",
              "words"));

  private static Map.Entry<String, Set<String>> entry(String from, String... to) {
    return Map.entry(from, Set.of(to));
  }

  static Stream<String> packages() {
    return ARROWS.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("packages")
  void packagesKnowOnlyThoseBelowThem(String from) {
    String[] others =
        packages()
            .filter(to -> !to.equals(from) && !ARROWS.getOrDefault(from, Set.of()).contains(to))
            .map(to -> BASE + to)
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(BASE + from)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others)
        .check(MODULE);
  }

  @Test
  void noPackageIsAboveItself() {
    for (String from : ARROWS.keySet()) {
      assertThat(below(from)).as(from).doesNotContain(from);
    }
  }

  private static Set<String> below(String from) {
    Set<String> found = new TreeSet<>(ARROWS.getOrDefault(from, Set.of()));
    for (boolean more = true; more; ) {
      more = found.addAll(Set.copyOf(found).stream().flatMap(ArchitectureTest::next).toList());
    }
    return found;
  }

  private static Stream<String> next(String from) {
    return ARROWS.getOrDefault(from, Set.of()).stream();
  }

  @Test
  void everyClassLivesInAPackageWithArrows() {
    assertThat(MODULE.stream().map(JavaClass::getPackageName))
        .containsAll(packages().map(name -> BASE + name).toList())
        .allMatch(name -> ARROWS.containsKey(name.substring(BASE.length())));
  }
}
