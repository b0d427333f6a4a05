package dev.lockstep.spark.run.prepare;

import dev.lockstep.model.Model;
import dev.lockstep.model.Target;
import dev.lockstep.nn.Network;
import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.config.InitialSchema;
import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.table.BadDataException;
import dev.lockstep.spark.table.pack.LoadedData;
import dev.lockstep.warmstart.SameLayers;
import dev.lockstep.warmstart.WarmStart;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * The model that a training goes on from.
 *
 * @param path of its directory
 * @param schema what becomes of its columns, scales and classes
 */
public record InitialModel(String path, Model model, InitialSchema schema) {
  /**
   * The one that a configuration names, if it does.
   *
   * @throws ConfigException if there is none, or it predicts something else
   */
  public static Optional<InitialModel> of(LockstepConfig config, Configuration hadoop) {
    return config
        .training()
        .initialModel()
        .map(
            path ->
                new InitialModel(
                        path, ModelSource.read(path, hadoop), config.training().initialSchema())
                    .predicting(config));
  }

  private InitialModel predicting(LockstepConfig config) {
    boolean regression = Learning.regression(config.training());
    if (regression != model.target() instanceof Target.Regression) {
      throw ConfigException.of(
          "training.loss: found %s, which predicts %s; the model of training.initial_model, %s,"
              + " predicts %s; allowed with it: %s",
          config.training().loss().kind(),
          regression ? "numbers" : "classes",
          path,
          regression ? "classes" : "numbers",
          model.network().loss().kind());
    }
    if (!config.data().columns().label().equals(model.target().columns())) {
      throw ConfigException.of(
          "data.label: found %s; the model of training.initial_model, %s, predicts %s; name that,"
              + " or train without it",
          config.data().columns().label(), path, model.target().columns());
    }
    return this;
  }

  /** Throws ConfigException, naming both, if the parameters mean nothing in a network. */
  public void check(Network network) {
    boolean same =
        schema == InitialSchema.KEEP
            ? SameLayers.of(model.network(), network)
            : SameLayers.betweenEnds(model.network(), network);
    if (!same) {
      throw ConfigException.of(
          "training.initial_model has the network %s; the configuration describes %s; make"
              + " network.* and training.loss the same, but for dropout",
          describe(model.network()), describe(network));
    }
  }

  private static String describe(Network network) {
    return network.inputs() + " inputs, " + network.layers() + ", " + network.loss().kind();
  }

  /**
   * Before the first step; not to be modified.
   *
   * @throws BadDataException if they cannot be carried over to the tables
   */
  public float[] parameters(Network network, LoadedData data) {
    if (schema == InitialSchema.KEEP) {
      return model.parameters();
    }
    try {
      return WarmStart.parameters(model, network, data.features(), data.target());
    } catch (IllegalArgumentException e) {
      throw new BadDataException(
          "training.initial_schema: refit cannot carry over the parameters of "
              + path
              + ": "
              + e.getMessage(),
          e);
    }
  }

  /** What of the configuration does not hold, or is otherwise there. */
  public List<String> doubts(LockstepConfig config, Network network) {
    List<String> doubts = new ArrayList<>(OverruledKeys.warnings(config, model));
    if (!SameLayers.sameDropout(model.network(), network)) {
      doubts.add(
          "the dropout of training.initial_model was another one; that of the configuration holds"
              + " from now on");
    }
    return doubts;
  }
}
