package dev.lockstep.spark.run;

import static dev.lockstep.spark.testing.TestSpark.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.linalg.BlasBackend;
import dev.lockstep.linalg.BlasChoice;
import dev.lockstep.linalg.BlasKernel;
import dev.lockstep.model.Model;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.spark.config.DataConfig.Malformed;
import dev.lockstep.spark.table.Loading;
import dev.lockstep.spark.table.pack.LoadedData;
import dev.lockstep.spark.testing.TestSpark;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvaluationTest {
  @Test
  void categoriesThatTrainingDidNotSeeAreTold() {
    LoadedData data = new Loading().load(table("a, b, label", "('x', 'p', 0), ('y', 'q', 1)"));
    Network network = new Network(4, List.of(new Dense(4, 2)), new SoftmaxCrossEntropy());
    Model model = new Model(network, new float[10], data.features(), data.target());
    Evaluation evaluation =
        new Evaluation(
            TestSpark.session(),
            model,
            Malformed.ERROR,
            BlasChoice.of(BlasBackend.AUTO, BlasKernel.AUTO));
    evaluation.of(table("a, b, label", "('z', 'p', 0), ('x', 'q', 1), ('w', 'p', 1)"));
    assertThat(evaluation.warnings())
        .containsExactly(
            "2 of 3 rows have a value in the column 'a' that training did not see, and that counts"
                + " for nothing");
    evaluation.of(table("a, b, label", "('x', 'p', 0)"));
    assertThat(evaluation.warnings()).isEmpty();
  }
}
