package dev.lockstep.spark.onnx;

import static dev.lockstep.spark.onnx.Models.YES_OR_NO;
import static dev.lockstep.spark.onnx.Models.binary;
import static dev.lockstep.spark.onnx.Models.classes;
import static dev.lockstep.spark.onnx.Models.model;
import static dev.lockstep.spark.onnx.Models.output;
import static dev.lockstep.spark.onnx.Models.outputs;
import static dev.lockstep.spark.onnx.Models.schema;
import static dev.lockstep.spark.testing.TestSpark.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OrtException;
import dev.lockstep.feature.FeatureColumn;
import dev.lockstep.feature.FeatureColumn.Categorical;
import dev.lockstep.feature.FeatureColumn.Numeric;
import dev.lockstep.feature.FeatureColumn.Numeric.Source;
import dev.lockstep.feature.FeatureColumn.Vector;
import dev.lockstep.feature.FeatureSchema;
import dev.lockstep.feature.MissingValues;
import dev.lockstep.feature.Vocabulary;
import dev.lockstep.model.Model;
import dev.lockstep.model.ParameterDigest;
import dev.lockstep.model.Target;
import dev.lockstep.model.Target.Classification;
import dev.lockstep.model.Target.Regression;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.layer.BatchNorm;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.layer.Dropout;
import dev.lockstep.nn.layer.Identity;
import dev.lockstep.nn.layer.Layer;
import dev.lockstep.nn.layer.LeakyRelu;
import dev.lockstep.nn.layer.Relu;
import dev.lockstep.nn.layer.Sigmoid;
import dev.lockstep.nn.layer.Tanh;
import dev.lockstep.nn.loss.SigmoidCrossEntropy;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.nn.loss.SquaredError;
import dev.lockstep.shard.Scaling.Kind;
import dev.lockstep.shard.Standardizer;
import dev.lockstep.spark.table.BadDataException;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An exported model predicts in ONNX Runtime what it predicts in Spark. */
class OnnxModelTest {
  static Stream<Layer> layers() {
    return Stream.of(
        new Dense(4, 4),
        new Dense(4, 4, false),
        new Identity(),
        new Relu(),
        new LeakyRelu(0.2f),
        new Tanh(),
        new Sigmoid(),
        new BatchNorm(4, 1e-3f, 0.1f),
        new Dropout(0.3));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void anyLayerGivesWhatPredictGives(Layer layer) throws OrtException {
    FeatureSchema features = schema(MissingValues.ERROR, Vector.plain("x", 3));
    Model model =
        model(
            features,
            classes("a", "b", "c"),
            new SoftmaxCrossEntropy(),
            new Dense(3, 4),
            layer,
            new Dense(4, 3));
    Agreement.check(
        model,
        table("x", "(array(1D, -2D, 0.5D)), (array(-3D, 0D, 7D)), (array(0.1D, 0.2D, 0.3D))"));
  }

  @Test
  void everyLayerIsTried() {
    assertThat(kinds(Layer.class))
        .isSubsetOf(layers().map(layer -> (Class<?>) layer.getClass()).toList());
  }

  private static List<Class<?>> kinds(Class<?> type) {
    return type.isSealed()
        ? Stream.of(type.getPermittedSubclasses()).flatMap(each -> kinds(each).stream()).toList()
        : List.of(type);
  }

  static Stream<Target> targets() {
    return Stream.of(
        YES_OR_NO,
        classes("no", "yes").at(0.8),
        classes(1L, 5L),
        classes(0.5, 1.5).at(0.3),
        classes(false, true),
        classes("a", "b", "c"),
        classes(-1L, 0L, 1L, 2L),
        new Regression(List.of("price"), List.of(new Standardizer(2e5, 7e4))),
        new Regression(
            List.of("price", "rent"),
            List.of(new Standardizer(2e5, 7e4), new Standardizer(-3, 0.01))));
  }

  /** With rows that get no prediction. */
  @ParameterizedTest
  @MethodSource("targets")
  void anyTargetGivesWhatPredictGives(Target target) throws OrtException {
    FeatureSchema features =
        schema(
            MissingValues.DROP,
            RandomRows.columns(Kind.STANDARD, false).toArray(new FeatureColumn[0]));
    int width = features.width();
    Dataset<Row> table = new RandomRows(5, true).table();
    if (target instanceof Regression regression) {
      Dense dense = new Dense(width, regression.columns().size());
      Agreement.check(model(features, target, new SquaredError(), dense), table);
      return;
    }
    Classification classes = (Classification) target;
    int count = classes.labels().size();
    Dense dense = new Dense(width, count);
    Agreement.check(model(features, withType(classes), new SoftmaxCrossEntropy(), dense), table);
    if (count == 2) {
      Agreement.check(
          model(features, withType(classes), new SigmoidCrossEntropy(), new Dense(width, 1)),
          table);
    }
  }

  private static Target withType(Classification classes) {
    Map<Class<?>, String> types =
        Map.of(Long.class, "bigint", Double.class, "double", Boolean.class, "boolean");
    String type = types.getOrDefault(classes.labels().get(0).getClass(), "string");
    return new Classification("label", type, classes.labels(), classes.threshold());
  }

  /** As the first of equals is predicted. */
  @Test
  void equalProbabilitiesGiveTheFirstClass() throws OrtException {
    FeatureSchema features = schema(MissingValues.ERROR, Vector.plain("x", 1));
    Network network = new Network(1, List.of(new Dense(1, 3)), new SoftmaxCrossEntropy());
    Model model = new Model(network, new float[6], features, classes("a", "b", "c"));
    Map<String, Object> outputs = outputs(model, table("x", "(array(1D))"));
    assertThat(output(outputs, "prediction", String[].class)).containsExactly("a");
  }

  @Test
  void columnsMayBeCalledLikeNodes() throws OrtException {
    FeatureSchema features =
        schema(
            MissingValues.ERROR,
            Vector.plain("constant/0", 1),
            Vector.plain("Sub/2", 1),
            Vector.plain("hours per week", 1));
    Agreement.check(
        binary(features),
        table("`constant/0`, `Sub/2`, `hours per week`", "(array(1D), array(2D), array(3D))"));
  }

  @Test
  void aColumnCalledLikeAnOutputIsRefused() {
    Model model = binary(schema(MissingValues.ERROR, Vector.plain("probability", 1)));
    assertThatThrownBy(() -> OnnxModel.of(model, "test", "1"))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("'probability'");
  }

  @Test
  void theFileTellsWhatItIs() throws Exception {
    FeatureColumn number =
        new Numeric("n", Source.NUMBER, Standardizer.none(), OptionalDouble.empty());
    FeatureColumn category = new Categorical("c", new Vocabulary<>(List.of("a")), false);
    Model model = binary(schema(MissingValues.ERROR, number, category, Vector.plain("v", 3)));
    OnnxModel exported = OnnxModel.of(model, "adult", "1.2.3");
    try (InOnnxRuntime runtime = new InOnnxRuntime(exported)) {
      var metadata = runtime.session().getMetadata();
      assertThat(metadata.getGraphName()).isEqualTo("adult");
      assertThat(metadata.getProducerName()).isEqualTo("lockstep");
      assertThat(metadata.getCustomMetadata())
          .containsEntry("lockstep_version", "1.2.3")
          .containsEntry("model", "adult")
          .containsEntry("parameters.sha256", ParameterDigest.sha256(model.parameters()));
      assertThat(runtime.session().getInputNames()).containsExactly("n", "c", "v");
      assertThat(runtime.session().getOutputNames()).containsExactly("prediction", "probability");
    }
    assertThat(exported.inputs().stream().map(Port::type))
        .containsExactly("double [N]", "string [N]", "double [N, 3]");
    assertThat(exported.outputs().stream().map(Port::type))
        .containsExactly("string [N]", "float [N]");
    assertThat(ModelProto.parseFrom(exported.toBytes()).getGraph().getInput(1).getDocString())
        .isEqualTo(
            "a text; integers and booleans as they are written;"
                + " \"\" or \"NaN\" or \"?\" or \"(n/a)\" gets no prediction");
  }

  @Test
  void theSameModelGivesTheSameBytes() {
    FeatureSchema features =
        schema(
            MissingValues.IMPUTE,
            RandomRows.columns(Kind.ROBUST, true).toArray(new FeatureColumn[0]));
    assertThat(OnnxModel.of(binary(features), "a", "1").toBytes())
        .isEqualTo(OnnxModel.of(binary(features), "a", "1").toBytes());
  }
}
