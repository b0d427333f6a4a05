package dev.lockstep.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.feature.FeatureSchema;
import dev.lockstep.nn.Network;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The parts of model.json as text, each by itself: for whoever sends one to another process.
 *
 * <p>Readers throw {@link CorruptModelException} for anything that the writers do not write.
 */
public final class ModelJson {
  static final int FORMAT_VERSION = 1;

  /** How to use the file without Lockstep, one line each. */
  private static final List<String> ABOUT =
      List.of(
          "A neural network trained by Lockstep: this description, and tensors in model.safetensors.",
          "Its input is float32: the columns under 'features', encoded one after the other.",
          "number, boolean: (x - mean) / deviation, and 0 if deviation is 0; just x if both are absent",
          "with min and max instead: (x - min) / (max - min), and 0 if they are equal;",
          "with median and scale: z / sqrt(1 + (z/3)^2) of z = (x - median) / scale, or 0 if scale is 0",
          "piecewise_linear: that number if 'scaled', then for each neighbouring edges low and high",
          "(z - low) / (high - low), at least 0 but for the first, at most 1 but for the last;",
          "z and the edges are float32, shifted and scaled as above, without the square root",
          "category: 1 at the category's place, 0 elsewhere; missing_slot adds a place for missing ones",
          "vector: each element as a number; 'impute' is what stands for a missing x, before encoding",
          "calendar: each of 'parts' as a number; a time with a zone counts in UTC",
          "Tensors are named as torch.nn.Sequential names those of 'layers'; dense is x W^T + b.",
          "The loss's 'label_smoothing' and 'class_weights' were for its training: no output needs them.",
          "The output lacks the loss's softmax or sigmoid; place i means labels[i] or columns[i],",
          "and a single sigmoid is the probability of labels[1]. Of two labels, the second is predicted",
          "if its probability exceeds 'threshold', 0.5 if absent. If 'target' has mean and deviation,",
          "the number in the label's units is output * deviation + mean.",
          "'digest' vouches for this file, 'parameters.sha256' for the tensors: changes are noticed.");

  /** The key of the digest of all the rest of the file. */
  private static final String DIGEST = "digest";

  /** What decides what a model computes, beside its tensors. */
  private static final List<String> ESSENCE = List.of("network", "features", "target");

  private ModelJson() {}

  /** All of model.json but the tensors. */
  record Description(Network network, FeatureSchema features, Target target, Notes notes) {}

  /**
   * What does not change what the model computes, the digest that its tensors must have, and the
   * one of {@link #essence} that they must state, if any.
   */
  record Notes(
      String sha256, String essence, Map<String, Object> metrics, Map<String, Object> provenance) {}

  /** All of the file, sealed by a digest of itself. */
  static String write(Model model) {
    ObjectNode json = tree(model);
    json.put(DIGEST, digest(asRead(json), key -> true));
    return JsonText.of(json);
  }

  /** The digest of what decides what the model computes, for its other file to state. */
  static String essence(Model model) {
    return essence(asRead(tree(model)));
  }

  private static String essence(ObjectNode json) {
    return digest(json, ESSENCE::contains);
  }

  private static String digest(ObjectNode json, Predicate<String> keys) {
    ObjectNode part = Json.object();
    json.properties().stream()
        .filter(entry -> keys.test(entry.getKey()))
        .forEach(entry -> part.set(entry.getKey(), entry.getValue()));
    return JsonDigest.sha256(part);
  }

  /** The tree that a reader gets: a float32 or a NaN is another value there. */
  private static ObjectNode asRead(ObjectNode json) {
    return Json.parse(JsonText.of(json), ModelFiles.DESCRIPTION).node();
  }

  private static ObjectNode tree(Model model) {
    ObjectNode json = Json.object();
    ABOUT.forEach(json.putArray("about")::add);
    json.put("format_version", FORMAT_VERSION);
    json.set("network", NetworkJson.write(model.network()));
    json.set("features", FeaturesJson.write(model.features()));
    json.set("target", TargetJson.write(model.target()));
    json.putObject("parameters")
        .put("count", model.parameters().length)
        .put("sha256", ParameterDigest.sha256(model.parameters()));
    json.set("metrics", Json.tree(model.metrics()));
    json.set("provenance", Json.tree(model.provenance()));
    return json;
  }

  static Description read(JsonObject file) {
    Description description = file.read(ModelJson::description);
    checkDigest(file);
    return description;
  }

  private static Description description(JsonObject json) {
    if (json.integer("format_version") != FORMAT_VERSION) {
      throw json.wrong("format_version", FORMAT_VERSION + ", the only one this version reads");
    }
    json.has("about");
    json.has(DIGEST);
    Network network = json.object("network").read(NetworkJson::read);
    FeatureSchema features = json.object("features").read(FeaturesJson::read);
    Target target = json.object("target").read(TargetJson::read);
    ModelChecks.description(network, features, target);
    int count = network.parameters().size();
    String sha256 =
        json.object("parameters").read(parameters -> parametersDigest(parameters, count));
    Notes notes =
        new Notes(sha256, essence(json.node()), json.values("metrics"), json.values("provenance"));
    return new Description(network, features, target, notes);
  }

  /** Files that were written before there was a digest have none. */
  private static void checkDigest(JsonObject json) {
    if (json.has(DIGEST)) {
      String content = digest(json.node(), key -> !key.equals(DIGEST));
      if (!json.text(DIGEST).equals(content)) {
        throw json.wrong(
            DIGEST,
            content + ", the SHA-256 of the content: the file was changed after it was written");
      }
    }
  }

  private static String parametersDigest(JsonObject json, int count) {
    if (json.integer("count") != count) {
      throw json.wrong("count", count + ", as the network has");
    }
    return json.text("sha256");
  }

  /** An architecture. */
  public static String of(Network network) {
    return NetworkJson.write(network).toString();
  }

  /** The architecture that {@link #of(Network)} wrote. */
  public static Network network(String json) {
    return Json.parse(json, "network").read(NetworkJson::read);
  }

  /** A feature schema. */
  public static String of(FeatureSchema features) {
    return FeaturesJson.write(features).toString();
  }

  /** The feature schema that {@link #of(FeatureSchema)} wrote. */
  public static FeatureSchema features(String json) {
    return Json.parse(json, "features").read(FeaturesJson::read);
  }

  /** A target. */
  public static String of(Target target) {
    return TargetJson.write(target).toString();
  }

  /** The target that {@link #of(Target)} wrote. */
  public static Target target(String json) {
    return Json.parse(json, "target").read(TargetJson::read);
  }
}
