package dev.lockstep.model;

import dev.lockstep.feature.FeatureSchema;
import dev.lockstep.nn.Network;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A trained network with everything that scoring needs: what turns a row into features, the
 * parameters, and what the outputs mean. Its parts fit each other.
 */
public final class Model {
  private final Network network;
  private final float[] parameters;
  private final FeatureSchema features;
  private final Target target;
  private final Map<String, Object> metrics;
  private final Map<String, Object> provenance;

  /**
   * A model without metrics and provenance.
   *
   * @param parameters [layout size], kept, not copied: not to be modified any more
   * @throws IllegalArgumentException naming both sides where two parts do not fit, or the first
   *     parameter that is not finite
   */
  public Model(Network network, float[] parameters, FeatureSchema features, Target target) {
    this(network, parameters, features, target, Map.of(), Map.of());
    ModelChecks.description(network, features, target);
    ModelChecks.parameters(network.parameters(), parameters);
  }

  private Model(
      Network network,
      float[] parameters,
      FeatureSchema features,
      Target target,
      Map<String, Object> metrics,
      Map<String, Object> provenance) {
    this.network = network;
    this.parameters = parameters;
    this.features = features;
    this.target = target;
    this.metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    this.provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
  }

  /** The same model with those metrics: numbers, strings, booleans, and lists and maps of them. */
  public Model withMetrics(Map<String, Object> newMetrics) {
    return new Model(network, parameters, features, target, newMetrics, provenance);
  }

  /** The same model with that provenance: who made it, when, from what. Values as in metrics. */
  public Model withProvenance(Map<String, Object> newProvenance) {
    return new Model(network, parameters, features, target, metrics, newProvenance);
  }

  /** The architecture. */
  public Network network() {
    return network;
  }

  /** The live parameters, [layout size]. */
  public float[] parameters() {
    return parameters;
  }

  /** What turns a row into the network's inputs. */
  public FeatureSchema features() {
    return features;
  }

  /** What the network's outputs mean. */
  public Target target() {
    return target;
  }

  /** Figures of the evaluation, by name. */
  public Map<String, Object> metrics() {
    return metrics;
  }

  /** Where the model comes from, by name. */
  public Map<String, Object> provenance() {
    return provenance;
  }

  /** Writes model.safetensors, then model.json, into a directory, which is created if missing. */
  public void save(Path directory) throws IOException {
    ModelFiles.write(this, ModelDirectory.of(directory));
  }

  /**
   * Reads what {@link #save} wrote.
   *
   * @throws CorruptModelException naming the file and what is wrong with it
   */
  public static Model load(Path directory) throws IOException {
    return ModelFiles.read(ModelDirectory.of(directory));
  }
}
