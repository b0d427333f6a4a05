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
          .layer("data")
          .definedBy(BASE + "data..")
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
          .whereLayer("data")
          .mayOnlyBeAccessedByLayers("cli", "report", "memory", "exchange")
          .whereLayer("config")
          .mayOnlyBeAccessedByLayers("cli", "report", "memory", "exchange", "data")
          .whereLayer("failure")
          .mayOnlyBeAccessedByLayers("cli", "exchange", "data");

  @ArchTest
  static final ArchRule ARROWS_OF_THE_EXCHANGE =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("exchange")
          .definedBy(BASE + "exchange")
          .layer("driver")
          .definedBy(BASE + "exchange.driver")
          .layer("executor")
          .definedBy(BASE + "exchange.executor")
          .layer("tasks")
          .definedBy(BASE + "exchange.tasks")
          .layer("message")
          .definedBy(BASE + "exchange.message")
          .layer("wire")
          .definedBy(BASE + "exchange.wire")
          .whereLayer("exchange")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("driver")
          .mayOnlyBeAccessedByLayers("exchange")
          .whereLayer("executor")
          .mayOnlyBeAccessedByLayers("exchange")
          .whereLayer("tasks")
          .mayOnlyBeAccessedByLayers("exchange", "driver")
          .whereLayer("message")
          .mayOnlyBeAccessedByLayers("exchange", "driver", "executor")
          .whereLayer("wire")
          .mayOnlyBeAccessedByLayers("driver", "executor", "message");
}
