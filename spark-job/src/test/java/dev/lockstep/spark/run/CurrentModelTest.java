package dev.lockstep.spark.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.config.LockstepConfig;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** A training goes on from what is published. */
class CurrentModelTest extends RunOfTables {
  CurrentModelTest() {
    super(
        """
        data: {train: %1$s/train, dev: %1$s/dev, test: %1$s/dev, label: label}
        network: {hidden: [4]}
        training: {steps: 20, batch_size: 50, shards: 2}
        output: {path: %1$s/first}
        publish: {registry: %1$s/registry, name: sines}
        """);
  }

  private Optional<String> current(LockstepConfig config) {
    return CurrentModel.of(config, hadoop());
  }

  private Configuration hadoop() {
    return spark.sparkContext().hadoopConfiguration();
  }

  @Test
  void theCurrentVersionIsGoneOnFromAndThereNeedBeNone() throws IOException {
    Dataset<Row> rows = spark.range(400).selectExpr("sin(id) AS x", "sin(id) > 0 AS label");
    write(rows, rows.limit(100));
    assertThat(current(config())).isEmpty();
    run().run();
    String path = current(config()).orElseThrow();
    String summary =
        run("training.initial_model='" + path + "'", "output.path=" + directory.resolve("second"))
            .run()
            .text();
    assertThat(report("second").at("/initial_model/version").asLong()).isEqualTo(1);
    assertThat(report("second").at("/initial_model/sha256").asText())
        .isEqualTo(report("first").at("/parameters/sha256").asText());
    double before = report("first").at("/metrics/dev/loss").asDouble();
    assertThat(report("second").at("/initial_model/dev/loss").asDouble()).isEqualTo(before);
    assertThat(summary)
        .containsPattern("initial +\\S*versions/000001, schema keep, 0 changes, dev loss");
  }

  @Test
  void twoInitialModelsOrNoRegistryAreRefused() {
    assertThatThrownBy(() -> current(config("training.initial_model=somewhere")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("training.initial_model: found somewhere with --from-current");
    assertThatThrownBy(() -> current(config("publish.registry=null", "publish.name=null")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("publish.registry: missing; --from-current");
  }
}
