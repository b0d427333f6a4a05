package dev.lockstep.spark;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between the packages of this module. */
@AnalyzeClasses(packages = "dev.lockstep.spark", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {
  private static final String BASE = "dev.lockstep.spark.";

  @ArchTest
  static final ArchRule ARROWS =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("cli")
          .definedBy(BASE + "cli..")
          .layer("report")
          .definedBy(BASE + "report..")
          .layer("output")
          .definedBy(BASE + "output..")
          .layer("memory")
          .definedBy(BASE + "memory..")
          .layer("exchange")
          .definedBy(BASE + "exchange..")
          .layer("table")
          .definedBy(BASE + "table..")
          .layer("cluster")
          .definedBy(BASE + "cluster..")
          .layer("config")
          .definedBy(BASE + "config..")
          .layer("failure")
          .definedBy(BASE + "failure..")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("report")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("output")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("memory")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("exchange")
          .mayOnlyBeAccessedByLayers("cli", "report", "memory")
          .whereLayer("table")
          .mayOnlyBeAccessedByLayers("cli", "report", "memory", "exchange")
          .whereLayer("config")
          .mayOnlyBeAccessedByLayers("cli", "report", "memory", "exchange", "table")
          .whereLayer("cluster")
          .mayOnlyBeAccessedByLayers("cli", "memory", "exchange", "table")
          .whereLayer("failure")
          .mayOnlyBeAccessedByLayers("cli", "exchange", "table");
}
