package dev.lockstep.warmstart;

import dev.lockstep.feature.FeatureSchema;
import dev.lockstep.linalg.Range;
import dev.lockstep.model.Model;
import dev.lockstep.model.Target;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.ParameterLayout;
import dev.lockstep.nn.ParameterLayout.Role;
import dev.lockstep.nn.ParameterLayout.Tensor;
import dev.lockstep.nn.layer.BatchNorm;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.layer.Layer;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The parameters of a network that goes on from a model over other columns, scales or classes, so
 * that it computes what the model does as far as it can.
 *
 * <p>Where columns are scaled otherwise, the first layer makes up for it: with old = factor now +
 * constant, its weights become w factor, and its biases b + w constant, or the running means of the
 * batch normalization behind it m - w constant. Inputs that the model does not have, new columns
 * and new categories, start with weights 0. Of a target that is scaled otherwise the last layer
 * makes up in the same way. The weights and the bias of a new class are 0.
 */
public final class WarmStart {
  private final Model initial;
  private final Network network;
  private final ParameterLayout old;
  private final ParameterLayout now;
  private final float[] parameters;

  private WarmStart(Model initial, Network network) {
    this.initial = initial;
    this.network = network;
    this.old = initial.network().parameters();
    this.now = network.parameters();
    this.parameters = new float[now.size()];
  }

  /**
   * Parameters and buffers [layout size] of a network over those features that predicts that
   * target.
   *
   * @throws IllegalArgumentException if the networks differ between their ends, begin with other
   *     layers than dense ones and dropout, or parameters would not be finite
   */
  public static float[] parameters(
      Model initial, Network network, FeatureSchema features, Target target) {
    if (!SameLayers.betweenEnds(initial.network(), network)) {
      throw new IllegalArgumentException("the model has other layers than the network");
    }
    if (!(SameLayers.withoutDropout(network).get(0) instanceof Dense)) {
      throw new IllegalArgumentException(
          "the network does not begin with a dense layer, and only that can make up for other"
              + " columns and scales");
    }
    WarmStart start = new WarmStart(initial, network);
    start.copyInner();
    start.set(features, target);
    start.checkFinite();
    return start.parameters;
  }

  private void copyInner() {
    for (int i = 0; i < now.tensors().size(); i++) {
      Range from = old.tensors().get(i).range();
      Range to = now.tensors().get(i).range();
      if (from.length() == to.length()) {
        System.arraycopy(initial.parameters(), from.from(), parameters, to.from(), to.length());
      }
    }
  }

  private void set(FeatureSchema features, Target target) {
    List<Integer> dense = denseTensors(now);
    int first = dense.get(0);
    int last = dense.get(dense.size() - 1);
    DenseLayer inputs = read(first);
    double[] moved = inputs.moved(InputMap.of(initial.features(), features), features.width());
    moveRunningMeans(moved);
    OutputMap outputs = OutputMap.of(initial.target(), target, network.outputs());
    if (first == last) {
      write(first, inputs.mapped(outputs));
    } else {
      write(first, inputs);
      write(last, read(last).mapped(outputs));
    }
  }

  /** The places of the weights of dense layers among the tensors. */
  private static List<Integer> denseTensors(ParameterLayout layout) {
    return IntStream.range(0, layout.tensors().size())
        .filter(i -> layout.tensors().get(i).role() == Role.WEIGHT)
        .boxed()
        .toList();
  }

  private DenseLayer read(int weight) {
    Tensor tensor = old.tensors().get(weight);
    boolean bias = hasBias(old, weight);
    return DenseLayer.of(initial.parameters(), tensor, bias ? old.tensors().get(weight + 1) : null);
  }

  private static boolean hasBias(ParameterLayout layout, int weight) {
    return weight + 1 < layout.tensors().size()
        && layout.tensors().get(weight + 1).role() == Role.BIAS;
  }

  private void write(int weight, DenseLayer layer) {
    layer.write(
        parameters,
        now.tensors().get(weight).range(),
        hasBias(now, weight) ? now.tensors().get(weight + 1).range() : null);
  }

  /** Of batch normalization right behind a first layer without bias, which takes it off. */
  private void moveRunningMeans(double[] moved) {
    List<Layer> layers = SameLayers.withoutDropout(network);
    boolean bare = layers.get(0) instanceof Dense dense && !dense.bias();
    if (bare && layers.size() > 1 && layers.get(1) instanceof BatchNorm) {
      Range means = now.ranges(role -> role == Role.RUNNING_MEAN).get(0);
      for (int i = 0; i < moved.length; i++) {
        parameters[means.from() + i] = (float) (parameters[means.from() + i] - moved[i]);
      }
    }
  }

  private void checkFinite() {
    for (Tensor tensor : now.tensors()) {
      for (int i = tensor.range().from(); i < tensor.range().to(); i++) {
        if (!Float.isFinite(parameters[i])) {
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT,
                  "what makes up for other scales is no finite number in the tensor %s: %s",
                  tensor.name(),
                  parameters[i]));
        }
      }
    }
  }
}
