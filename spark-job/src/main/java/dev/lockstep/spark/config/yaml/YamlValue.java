package dev.lockstep.spark.config.yaml;

import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** A value as written, and where. */
public record YamlValue(Node node, Origin origin) {
  private static final int SHOWN = 60;

  /** A key and its value as written. */
  public record Entry(YamlValue key, YamlValue value) {}

  /**
   * What values come from.
   *
   * @param file empty for an option --set
   */
  record Origin(Optional<Path> file) {
    Position position(Mark mark) {
      return file.map(path -> Position.at(path.toString(), mark)).orElseGet(Position::option);
    }
  }

  static YamlValue ofFile(Node node, Path file) {
    return new YamlValue(node, new Origin(Optional.of(file)));
  }

  static YamlValue ofOption(Node node) {
    return new YamlValue(node, new Origin(Optional.empty()));
  }

  /**
   * The same with other texts: what that gives for the position and the text of each scalar, names
   * in maps apart.
   */
  public YamlValue replaced(BiFunction<Position, String, String> replacement) {
    ReplacedTexts texts =
        new ReplacedTexts((mark, text) -> replacement.apply(origin.position(mark), text));
    return at(texts.of(node));
  }

  public Position position() {
    return origin.position(node.getStartMark());
  }

  /** True for null and ~, which stand for a key that is not given. */
  public boolean isNull() {
    return node instanceof ScalarNode scalar
        && scalar.getTag().equals(Tag.NULL)
        && !scalar.getValue().isEmpty();
  }

  /** True if nothing is written after the key. */
  public boolean isEmpty() {
    return node instanceof ScalarNode scalar
        && scalar.getScalarStyle() == ScalarStyle.PLAIN
        && scalar.getValue().isEmpty();
  }

  /** The text of a scalar, quoted or not. */
  public Optional<String> text() {
    return node instanceof ScalarNode scalar && !isNull() && !isEmpty()
        ? Optional.of(scalar.getValue())
        : Optional.empty();
  }

  /** The text of a scalar without quotes: what may be a number or a boolean. */
  public Optional<String> plain() {
    return node instanceof ScalarNode scalar && scalar.getScalarStyle() == ScalarStyle.PLAIN
        ? text()
        : Optional.empty();
  }

  /** The items of a list. */
  public Optional<List<YamlValue>> items() {
    return node instanceof SequenceNode sequence
        ? Optional.of(sequence.getValue().stream().map(this::at).toList())
        : Optional.empty();
  }

  /** The entries of a map. */
  public Optional<List<Entry>> entries() {
    if (!(node instanceof MappingNode mapping)) {
      return Optional.empty();
    }
    List<Entry> entries = new ArrayList<>();
    for (NodeTuple tuple : mapping.getValue()) {
      entries.add(new Entry(at(tuple.getKeyNode()), at(tuple.getValueNode())));
    }
    return Optional.of(entries);
  }

  private YamlValue at(Node other) {
    return new YamlValue(other, origin);
  }

  /** The value in YAML again. */
  public String yaml() {
    StringWriter text = new StringWriter();
    new Yaml().serialize(node, text);
    return text.toString().strip();
  }

  /** The value as a message shows it. */
  public String found() {
    if (node instanceof SequenceNode sequence) {
      return sequence.getValue().isEmpty() ? "an empty list" : "a list";
    }
    if (node instanceof MappingNode mapping) {
      return mapping.getValue().isEmpty() ? "an empty map" : "a map";
    }
    if (isEmpty()) {
      return "nothing";
    }
    String shown = shorten(((ScalarNode) node).getValue());
    return ((ScalarNode) node).getScalarStyle() == ScalarStyle.PLAIN ? shown : "'" + shown + "'";
  }

  /** A text on one line, cut where it is long. */
  public static String shorten(String text) {
    String line = text.replaceAll("[\\s\\p{Cc}\\p{Zl}\\p{Zp}]+", " ");
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "...";
  }
}
