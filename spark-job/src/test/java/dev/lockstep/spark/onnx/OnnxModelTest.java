package dev.lockstep.spark.onnx;

import static dev.lockstep.spark.testing.TestSpark.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OrtException;
import dev.lockstep.feature.FeatureColumn;
import dev.lockstep.feature.FeatureColumn.Calendar;
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
import dev.lockstep.nn.ParameterLayout.Role;
import dev.lockstep.nn.ParameterLayout.Tensor;
import dev.lockstep.nn.layer.BatchNorm;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.layer.Dropout;
import dev.lockstep.nn.layer.Identity;
import dev.lockstep.nn.layer.Layer;
import dev.lockstep.nn.layer.LeakyRelu;
import dev.lockstep.nn.layer.Relu;
import dev.lockstep.nn.layer.Sigmoid;
import dev.lockstep.nn.layer.Tanh;
import dev.lockstep.nn.loss.Loss;
import dev.lockstep.nn.loss.SigmoidCrossEntropy;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.nn.loss.SquaredError;
import dev.lockstep.shard.Scaling.Kind;
import dev.lockstep.shard.Standardizer;
import dev.lockstep.spark.table.BadDataException;
import dev.lockstep.spark.testing.TestSpark;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** An exported model predicts in ONNX Runtime what it predicts in Spark. */
class OnnxModelTest {
  private static final Target YES_OR_NO = classes("no", "yes");

  private static Classification classes(Object... labels) {
    return Classification.of("label", "string", List.of(labels));
  }

  private static FeatureSchema schema(MissingValues missing, FeatureColumn... columns) {
    return new FeatureSchema(List.of(columns), missing, List.of("?", "(n/a)"), Optional.empty());
  }

  /** Parameters of a size that keeps outputs apart; variances above 0. */
  private static Model model(FeatureSchema features, Target target, Loss loss, Layer... layers) {
    Network network = new Network(features.width(), List.of(layers), loss);
    float[] parameters = new float[network.parameters().size()];
    Random random = new Random(parameters.length);
    for (Tensor tensor : network.parameters().tensors()) {
      for (int i = tensor.range().from(); i < tensor.range().to(); i++) {
        boolean variance = tensor.role() == Role.RUNNING_VARIANCE;
        parameters[i] = variance ? 0.5f + random.nextFloat() : 0.7f * (float) random.nextGaussian();
      }
    }
    return new Model(network, parameters, features, target);
  }

  private static Model binary(FeatureSchema features) {
    return model(features, YES_OR_NO, new SigmoidCrossEntropy(), new Dense(features.width(), 1));
  }

  @ParameterizedTest
  @CsvSource({
    "STANDARD, IMPUTE", "MIN_MAX, IMPUTE", "ROBUST, IMPUTE", "NONE, IMPUTE",
    "STANDARD, DROP", "MIN_MAX, DROP", "ROBUST, DROP", "NONE, DROP",
    "STANDARD, ERROR", "ROBUST, ERROR"
  })
  void anyScalingAndPolicyGivesWhatPredictGives(Kind scale, MissingValues policy)
      throws OrtException {
    boolean impute = policy == MissingValues.IMPUTE;
    FeatureColumn[] columns = RandomRows.columns(scale, impute).toArray(new FeatureColumn[0]);
    FeatureSchema features = schema(policy, columns);
    Model model =
        model(
            features,
            YES_OR_NO,
            new SigmoidCrossEntropy(),
            new Dense(features.width(), 6),
            new Tanh(),
            new Dense(6, 1));
    Dataset<Row> table = new RandomRows(scale.ordinal(), policy != MissingValues.ERROR).table();
    Agreement.check(model, table);
  }

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
    assertThat((String[]) outputs.get("prediction")).containsExactly("a");
  }

  private static Map<String, Object> outputs(Model model, Dataset<Row> table) throws OrtException {
    try (InOnnxRuntime runtime = new InOnnxRuntime(OnnxModel.of(model, "test", "1"))) {
      return runtime.of(table.collectAsList());
    }
  }

  @ParameterizedTest
  @EnumSource(MissingValues.class)
  void anyTextGivesWhatPredictGives(MissingValues policy) throws OrtException {
    boolean slot = policy == MissingValues.IMPUTE;
    Vocabulary<String> words = new Vocabulary<>(List.of("a", " a", "7", "é", "7.0.0", "NaN."));
    Model model = binary(schema(policy, new Categorical("x", words, slot)));
    String present = "('a'), (' a'), ('a '), ('7'), ('7.0'), ('7.00'), ('é'), ('?x'), ('nan')";
    String missing = "(''), ('  '), ('?'), (' ? '), ('(n/a)'), ('\\t(n/a)\\n'), ('NaN'), (NULL)";
    Agreement.check(
        model, table("x", policy == MissingValues.ERROR ? present : present + ", " + missing));
  }

  @Test
  void valuesThatPredictRefusesGiveNoPrediction() throws OrtException {
    FeatureColumn number =
        new Numeric("n", Source.NUMBER, Standardizer.none(), OptionalDouble.empty());
    FeatureColumn category = new Categorical("c", new Vocabulary<>(List.of("a")), false);
    Model model = binary(schema(MissingValues.ERROR, number, category));
    Dataset<Row> table =
        table(
            "n, c",
            "(1D, 'a'), (NULL, 'a'), (double('NaN'), 'a'), (double('inf'), 'a'), (1e300D, 'a'),"
                + " (1D, NULL), (1D, '?'), (2D, 'a')");
    Map<String, Object> outputs = outputs(model, table);
    assertThat((String[]) outputs.get("prediction"))
        .satisfies(all -> assertThat(List.of(all).subList(1, 7)).containsOnly(""))
        .satisfies(all -> assertThat(List.of(all[0], all[7])).doesNotContain(""));
    float[] probability = (float[]) outputs.get("probability");
    for (int i = 0; i < 8; i++) {
      assertThat(Float.isNaN(probability[i])).as("row %d", i).isEqualTo(i > 0 && i < 7);
    }
  }

  @Test
  void anyMomentHasThePartsThatPredictGivesIt() throws OrtException {
    Calendar calendar = new Calendar(Vector.plain("x", 5));
    FeatureSchema features = schema(MissingValues.ERROR, calendar);
    // Each part is an output as it is.
    Network network = new Network(5, List.of(new Dense(5, 5, false)), new SquaredError());
    float[] identity = new float[25];
    for (int i = 0; i < 5; i++) {
      identity[6 * i] = 1;
    }
    Model model = new Model(network, identity, features, Regression.plain(Calendar.PARTS));
    Agreement.check(
        model,
        table(
            "x",
            "(timestamp'1970-01-01 00:00:00Z'), (timestamp'1969-12-31 23:59:59Z'),"
                + "(timestamp'2000-02-29 12:00:00Z'), (timestamp'1900-02-28 23:59:59Z'),"
                + "(timestamp'1900-03-01 00:00:00Z'), (timestamp'2024-12-31 23:59:59Z'),"
                + "(timestamp'1600-01-01 00:00:00Z'), (timestamp'9999-12-31 00:59:59Z')"));
    Agreement.check(
        model,
        TestSpark.session()
            .sql("SELECT date_add(date'0001-01-01', 13 * int(id)) AS x FROM range(280000)")
            .sample(0.02, 1));
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
