package dev.lockstep.spark.run.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.feature.FeatureColumn.Numeric;
import dev.lockstep.feature.FeatureColumn.Numeric.Source;
import dev.lockstep.feature.FeatureSchema;
import dev.lockstep.feature.MissingValues;
import dev.lockstep.feature.PiecewiseLinear;
import dev.lockstep.model.Model;
import dev.lockstep.model.Target;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.shard.RobustScaler;
import dev.lockstep.shard.Scaling;
import dev.lockstep.shard.Standardizer;
import dev.lockstep.spark.config.DataConfig;
import dev.lockstep.spark.config.DataConfig.Columns;
import dev.lockstep.spark.config.DataConfig.Format;
import dev.lockstep.spark.config.DataConfig.Fractions;
import dev.lockstep.spark.config.DataConfig.Malformed;
import dev.lockstep.spark.config.DataConfig.Preparation;
import dev.lockstep.spark.config.NumbersConfig;
import dev.lockstep.spark.config.NumbersConfig.Encode;
import dev.lockstep.spark.config.NumbersConfig.Scale;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class OverruledKeysTest {
  private static final NumbersConfig STANDARD = NumbersConfig.standardized(true);

  private static Numeric number(String name, Scaling scaling, Optional<PiecewiseLinear> encoding) {
    return new Numeric(name, Source.NUMBER, scaling, OptionalDouble.empty(), encoding);
  }

  private static Model model(Numeric... columns) {
    FeatureSchema features =
        new FeatureSchema(List.of(columns), MissingValues.ERROR, Optional.empty());
    int inputs = features.width();
    Network network = new Network(inputs, List.of(new Dense(inputs, 2)), new SoftmaxCrossEntropy());
    return new Model(
        network,
        new float[network.parameters().size()],
        features,
        Target.Classification.of("y", "int", List.of(0, 1)));
  }

  private static String warning(NumbersConfig asked, Model initial) {
    DataConfig config =
        new DataConfig(
            new Format("parquet", Map.of()),
            new Fractions(List.of("t"), 0, 0),
            Columns.ofLabel("y"),
            new Preparation(MissingValues.ERROR, List.of(), Malformed.ERROR, asked, true, 1000));
    return String.join("\n", OverruledKeys.ofColumns(config, initial));
  }

  @Test
  void theSameScalingIsNothingToSay() {
    Model initial =
        model(
            number("x", new Standardizer(1, 2), Optional.empty()),
            number("z", Standardizer.none(), Optional.empty()));
    assertThat(warning(STANDARD, initial)).isEmpty();
  }

  @Test
  void anotherScalingOrEncodingIsNamedWithItsColumn() {
    PiecewiseLinear bins = new PiecewiseLinear(List.of(0., 1., 2.), true);
    Model initial = model(number("x", new RobustScaler(1, 2), Optional.of(bins)));
    assertThat(warning(STANDARD, initial))
        .contains("data.scale of 'x' is robust there, standard here")
        .contains("data.encode has 'x' there, not here");
    Encode encode = new Encode(Optional.empty(), new NumbersConfig.PiecewiseLinear(8, true));
    Scale robust = new Scale(Scaling.Kind.ROBUST, Map.of());
    assertThat(warning(new NumbersConfig(robust, Optional.of(encode)), initial)).isEmpty();
    assertThat(
            warning(
                new NumbersConfig(STANDARD.scale(), Optional.of(encode)),
                model(number("x", Standardizer.none(), Optional.empty()))))
        .contains("data.scale of 'x' is none there, standard here")
        .contains("data.encode is absent there, given here");
  }
}
