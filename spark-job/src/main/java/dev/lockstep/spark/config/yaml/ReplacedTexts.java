package dev.lockstep.spark.config.yaml;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.BiFunction;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Nodes with other texts in the same places; names in maps stay. */
final class ReplacedTexts {
  private final BiFunction<Mark, String, String> replacement;

  /** A node that is meant twice, by an alias, is replaced once; one within itself stays. */
  private final IdentityHashMap<Node, Node> done = new IdentityHashMap<>();

  ReplacedTexts(BiFunction<Mark, String, String> replacement) {
    this.replacement = replacement;
  }

  Node of(Node node) {
    Node known = done.putIfAbsent(node, node);
    if (known != null) {
      return known;
    }
    Node replaced = replaced(node);
    done.put(node, replaced);
    return replaced;
  }

  private Node replaced(Node node) {
    if (node instanceof ScalarNode scalar) {
      return new ScalarNode(
          scalar.getTag(),
          replacement.apply(scalar.getStartMark(), scalar.getValue()),
          scalar.getStartMark(),
          scalar.getEndMark(),
          scalar.getScalarStyle());
    }
    if (node instanceof SequenceNode list) {
      List<Node> items = new ArrayList<>(list.getValue());
      items.replaceAll(this::of);
      return new SequenceNode(
          list.getTag(), true, items, list.getStartMark(), list.getEndMark(), list.getFlowStyle());
    }
    if (node instanceof MappingNode map) {
      List<NodeTuple> entries = new ArrayList<>(map.getValue());
      entries.replaceAll(entry -> new NodeTuple(entry.getKeyNode(), of(entry.getValueNode())));
      return new MappingNode(
          map.getTag(), true, entries, map.getStartMark(), map.getEndMark(), map.getFlowStyle());
    }
    return node;
  }
}
