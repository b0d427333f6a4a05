package dev.lockstep.model;

import dev.lockstep.model.ModelJson.Description;
import java.io.BufferedInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A model as two files of a directory on any file system: model.json and model.safetensors. */
public final class ModelFiles {
  /** Architecture, feature schema, target, metrics, provenance. */
  public static final String DESCRIPTION = "model.json";

  /** The parameters. */
  public static final String TENSORS = "model.safetensors";

  /** Where the tensors' file states which description it belongs to. */
  private static final String DESCRIPTION_DIGEST = "description_digest";

  private ModelFiles() {}

  /**
   * Writes the tensors, then the description: a directory with a description is complete. Existing
   * files are overwritten.
   */
  public static void write(Model model, ModelDirectory directory) throws IOException {
    byte[] description = description(model);
    try (OutputStream out = directory.create(TENSORS)) {
      var tensors = NamedTensor.of(model.network().parameters(), model.parameters());
      Safetensors.write(out, tensors, metadata(model));
    }
    try (OutputStream out = directory.create(DESCRIPTION)) {
      out.write(description);
    }
  }

  private static Map<String, String> metadata(Model model) {
    Map<String, String> metadata = new LinkedHashMap<>();
    // Other readers want to know which framework's names and layouts the tensors follow.
    metadata.put("format", "pt");
    metadata.put(DESCRIPTION_DIGEST, ModelJson.essence(model));
    return metadata;
  }

  /** The content of {@link #DESCRIPTION}. */
  public static byte[] description(Model model) throws IOException {
    // An encoder of its own, because getBytes would quietly turn a broken surrogate into "?".
    ByteBuffer text =
        StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(ModelJson.write(model)));
    byte[] bytes = new byte[text.remaining()];
    text.get(bytes);
    return bytes;
  }

  /**
   * Reads what {@link #write} wrote, even if another program wrote the tensors in another order.
   *
   * @throws CorruptModelException naming the file, the place, what was found and what is allowed;
   *     also if a file is missing
   */
  public static Model read(ModelDirectory directory) throws IOException {
    Description description = description(directory);
    float[] parameters = parameters(directory, description);
    String sha256 = ParameterDigest.sha256(parameters);
    if (!sha256.equals(description.notes().sha256())) {
      throw CorruptModelException.found(
          directory.describe(TENSORS),
          "tensors",
          "the SHA-256 " + sha256,
          description.notes().sha256() + ", which " + DESCRIPTION + " states");
    }
    try {
      return new Model(
              description.network(), parameters, description.features(), description.target())
          .withMetrics(description.notes().metrics())
          .withProvenance(description.notes().provenance());
    } catch (IllegalArgumentException e) {
      throw new CorruptModelException(
          directory.describe(TENSORS), "tensors", String.valueOf(e.getMessage()));
    }
  }

  private static Description description(ModelDirectory directory) throws IOException {
    String file = directory.describe(DESCRIPTION);
    long length = length(directory, DESCRIPTION);
    if (length == 0 || length > Json.MAX_LENGTH) {
      throw CorruptModelException.found(
          file, "file", length + " bytes", "a JSON object of at most " + Json.MAX_LENGTH);
    }
    try (InputStream in = directory.open(DESCRIPTION)) {
      return ModelJson.read(Json.parse(in, file));
    }
  }

  private static float[] parameters(ModelDirectory directory, Description description)
      throws IOException {
    var layout = description.network().parameters();
    long length = length(directory, TENSORS);
    try (InputStream in = new BufferedInputStream(directory.open(TENSORS))) {
      var source = new Safetensors.Source(in, length, directory.describe(TENSORS));
      SafetensorsHeader header = Safetensors.readHeader(source);
      Map<String, List<Integer>> shapes = new HashMap<>();
      layout.tensors().forEach(tensor -> shapes.put(tensor.name(), tensor.shape()));
      // Before the array is allocated: the description may claim any size.
      header.check(source.name(), shapes);
      checkBelongs(source, header, description);
      float[] parameters = new float[layout.size()];
      Safetensors.readData(source, header, NamedTensor.of(layout, parameters));
      return parameters;
    }
  }

  /** Files that another program wrote, or an earlier version, state nothing. */
  private static void checkBelongs(
      Safetensors.Source source, SafetensorsHeader header, Description description) {
    String expected = description.notes().essence();
    String found = header.metadata().getOrDefault(DESCRIPTION_DIGEST, expected);
    if (!found.equals(expected)) {
      throw CorruptModelException.found(
          source.name(),
          "__metadata__." + DESCRIPTION_DIGEST,
          Json.shorten(found),
          expected + ", that of " + DESCRIPTION + ": the two files are not of the same model");
    }
  }

  private static long length(ModelDirectory directory, String name) throws IOException {
    try {
      return directory.length(name);
    } catch (FileNotFoundException e) {
      CorruptModelException missing =
          CorruptModelException.found(
              directory.describe(name),
              "file",
              String.valueOf(e.getMessage()),
              "the files " + DESCRIPTION + " and " + TENSORS + " of a model");
      missing.initCause(e);
      throw missing;
    }
  }
}
