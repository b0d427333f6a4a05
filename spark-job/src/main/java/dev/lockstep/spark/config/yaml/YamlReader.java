package dev.lockstep.spark.config.yaml;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.reader.ReaderException;

/** Reads YAML to nodes, which know their positions; nothing is constructed from them. */
public final class YamlReader {
  private static final int MAX_BYTES = 1 << 20;
  private static final int MAX_ALIASES = 50;
  private static final int MAX_DEPTH = 20;

  private YamlReader() {}

  /** The document of a file; none if the file is empty. */
  public static Optional<YamlValue> file(Path file) throws BadYaml {
    Position whole = Position.file(file.toString());
    try {
      return compose(text(file)).map(node -> YamlValue.ofFile(node, file));
    } catch (MarkedYAMLException e) {
      throw new BadYaml(
          Position.at(file.toString(), e.getProblemMark()), "not YAML: " + message(e));
    } catch (YAMLException e) {
      throw new BadYaml(whole, "not YAML: " + message(e));
    } catch (IOException e) {
      throw new BadYaml(whole, "cannot be read: " + reason(e));
    }
  }

  /** The value of an option --set. */
  public static Optional<YamlValue> option(String text) throws BadYaml {
    try {
      return compose(text).map(YamlValue::ofOption);
    } catch (YAMLException e) {
      throw new BadYaml(Position.option(), "not YAML: " + message(e) + "; put the value in quotes");
    }
  }

  private static String text(Path file) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    }
    if (bytes.length > MAX_BYTES) {
      throw new IOException("larger than the " + MAX_BYTES + " bytes a configuration may have");
    }
    String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private static Optional<Node> compose(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setMaxAliasesForCollections(MAX_ALIASES);
    options.setNestingDepthLimit(MAX_DEPTH);
    options.setCodePointLimit(MAX_BYTES);
    Yaml yaml = new Yaml(new SafeConstructor(options));
    return Optional.ofNullable(yaml.compose(new StringReader(text)));
  }

  private static String message(YAMLException e) {
    if (e instanceof MarkedYAMLException marked) {
      return oneLine(marked.getProblem());
    }
    if (e instanceof ReaderException unreadable) {
      return String.format(
          Locale.ROOT,
          "character 0x%x at position %d",
          unreadable.getCodePoint(),
          unreadable.getPosition());
    }
    return oneLine(String.valueOf(e.getMessage()));
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }

  private static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "there is no such file";
    }
    if (e instanceof CharacterCodingException) {
      return "it is not UTF-8 text";
    }
    return String.valueOf(e.getMessage());
  }
}
