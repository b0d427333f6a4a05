package dev.lockstep.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.data.Standardizer;
import dev.lockstep.model.FeatureColumn.Categorical;
import dev.lockstep.model.FeatureColumn.Numeric;
import dev.lockstep.model.FeatureColumn.Numeric.Source;
import dev.lockstep.model.FeatureColumn.Vector;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** A feature schema as JSON. Mean and deviation are absent where values are not standardized. */
final class FeaturesJson {
  private static final Standardizer NONE = Standardizer.none();

  private FeaturesJson() {}

  static ObjectNode write(FeatureSchema schema) {
    ObjectNode json = Json.object().put("missing_values", schema.missing().toString());
    schema.weight().ifPresent(weight -> json.put("weight", weight));
    ArrayNode columns = json.putArray("columns");
    for (FeatureColumn column : schema.columns()) {
      ObjectNode node = columns.addObject().put("name", column.name());
      if (column instanceof Numeric numeric) {
        write(numeric, node);
      } else if (column instanceof Categorical categorical) {
        write(categorical, node);
      } else if (column instanceof Vector vector) {
        write(vector, node);
      }
    }
    return json;
  }

  private static void write(Numeric column, ObjectNode json) {
    json.put("type", column.source().toString());
    if (!column.standardizer().equals(NONE)) {
      json.put("mean", column.standardizer().mean());
      json.put("deviation", column.standardizer().deviation());
    }
    column.impute().ifPresent(value -> json.put("impute", value));
  }

  private static void write(Categorical column, ObjectNode json) {
    json.put("type", "category").put("missing_slot", column.missingSlot());
    column.categories().values().forEach(json.putArray("categories")::add);
  }

  private static void write(Vector column, ObjectNode json) {
    json.put("type", "vector").put("width", column.width());
    List<Standardizer> standardizers = column.standardizers();
    if (!standardizers.stream().allMatch(NONE::equals)) {
      ArrayNode means = json.putArray("mean");
      standardizers.forEach(standardizer -> means.add(standardizer.mean()));
      ArrayNode deviations = json.putArray("deviation");
      standardizers.forEach(standardizer -> deviations.add(standardizer.deviation()));
    }
    if (column.imputes()) {
      column.impute().forEach(json.putArray("impute")::add);
    }
  }

  static FeatureSchema read(JsonObject json) {
    MissingValues missing = MissingValues.named(json.text("missing_values"));
    Optional<String> weight =
        json.has("weight") ? Optional.of(json.text("weight")) : Optional.empty();
    List<FeatureColumn> columns =
        json.objects("columns").stream().map(column -> column.read(FeaturesJson::column)).toList();
    return new FeatureSchema(columns, missing, weight);
  }

  private static FeatureColumn column(JsonObject json) {
    return switch (json.text("type")) {
      case "number" -> numeric(json, Source.NUMBER);
      case "boolean" -> numeric(json, Source.BOOLEAN);
      case "category" ->
          new Categorical(
              json.text("name"),
              new Vocabulary<>(json.texts("categories")),
              json.flag("missing_slot"));
      case "vector" -> vector(json);
      default -> throw json.wrong("type", "one of [boolean, category, number, vector]");
    };
  }

  private static Numeric numeric(JsonObject json, Source source) {
    boolean standardized = json.has("mean") || json.has("deviation");
    return new Numeric(
        json.text("name"),
        source,
        standardized ? new Standardizer(json.number("mean"), json.number("deviation")) : NONE,
        json.has("impute") ? OptionalDouble.of(json.number("impute")) : OptionalDouble.empty());
  }

  private static Vector vector(JsonObject json) {
    int width = json.integer("width");
    List<Standardizer> standardizers;
    if (json.has("mean") || json.has("deviation")) {
      List<Double> means = numbers(json, "mean", width);
      List<Double> deviations = numbers(json, "deviation", width);
      standardizers =
          IntStream.range(0, width)
              .mapToObj(i -> new Standardizer(means.get(i), deviations.get(i)))
              .toList();
    } else {
      standardizers = Collections.nCopies(width, NONE);
    }
    return new Vector(
        json.text("name"),
        standardizers,
        json.has("impute") ? numbers(json, "impute", width) : List.of());
  }

  private static List<Double> numbers(JsonObject json, String key, int width) {
    List<Double> numbers = json.numbers(key);
    if (numbers.size() != width) {
      throw json.wrong(key, width + " numbers, as many as the width, not " + numbers.size());
    }
    return numbers;
  }
}
