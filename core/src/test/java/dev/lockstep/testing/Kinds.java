package dev.lockstep.testing;

import dev.lockstep.nn.layer.Activation;
import dev.lockstep.nn.layer.BatchNorm;
import dev.lockstep.nn.layer.BatchNorm.Statistics;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.layer.Dropout;
import dev.lockstep.nn.layer.Identity;
import dev.lockstep.nn.layer.Layer;
import dev.lockstep.nn.layer.LeakyRelu;
import dev.lockstep.nn.layer.Relu;
import dev.lockstep.nn.layer.Sigmoid;
import dev.lockstep.nn.layer.Tanh;
import dev.lockstep.nn.loss.ClassTargets;
import dev.lockstep.nn.loss.Loss;
import dev.lockstep.nn.loss.SigmoidCrossEntropy;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.nn.loss.SquaredError;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** An instance of every permitted layer and loss; {@link #classes} tells which there are. */
public final class Kinds {
  /** How wide a layer of {@link #layers} is that has a width of its own, on both sides. */
  public static final int WIDTH = 6;

  private Kinds() {}

  public static List<Activation> activations() {
    return List.of(new Identity(), new Relu(), new LeakyRelu(0.1f), new Tanh(), new Sigmoid());
  }

  /** Layers that take {@link #WIDTH} inputs and produce as many outputs. */
  public static List<Layer> layers() {
    List<Layer> layers = new ArrayList<>(activations());
    layers.add(new Dense(WIDTH, WIDTH));
    layers.add(new Dense(WIDTH, WIDTH, false));
    layers.add(new BatchNorm(WIDTH));
    layers.add(new BatchNorm(WIDTH, Statistics.SYNC));
    layers.add(new Dropout(0.7));
    return layers;
  }

  public static List<Loss> losses() {
    return List.of(new SoftmaxCrossEntropy(), new SigmoidCrossEntropy(), new SquaredError());
  }

  /** Losses whose targets are smoothed in training. */
  public static List<Loss> smoothedLosses() {
    ClassTargets smoothed = new ClassTargets(0.2, List.of());
    return List.of(new SoftmaxCrossEntropy(smoothed), new SigmoidCrossEntropy(smoothed));
  }

  /** Names of the classes that a sealed type permits, at any depth. */
  public static Set<String> classes(Class<?> sealed) {
    Set<String> names = new TreeSet<>();
    for (Class<?> permitted : sealed.getPermittedSubclasses()) {
      if (permitted.isSealed()) {
        names.addAll(classes(permitted));
      } else {
        names.add(permitted.getName());
      }
    }
    return names;
  }

  /** Names of the classes of those instances. */
  public static Set<String> classesOf(List<?> instances) {
    Set<String> names = new TreeSet<>();
    for (Object instance : instances) {
      names.add(instance.getClass().getName());
    }
    return names;
  }
}
