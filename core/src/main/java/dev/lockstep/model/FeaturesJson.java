package dev.lockstep.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.feature.FeatureColumn;
import dev.lockstep.feature.FeatureColumn.Calendar;
import dev.lockstep.feature.FeatureColumn.Categorical;
import dev.lockstep.feature.FeatureColumn.Numeric;
import dev.lockstep.feature.FeatureColumn.Numeric.Source;
import dev.lockstep.feature.FeatureColumn.Vector;
import dev.lockstep.feature.FeatureSchema;
import dev.lockstep.feature.MissingValues;
import dev.lockstep.feature.PiecewiseLinear;
import dev.lockstep.feature.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** A feature schema as JSON. */
final class FeaturesJson {
  private static final String PIECEWISE_LINEAR = "piecewise_linear";

  private FeaturesJson() {}

  static ObjectNode write(FeatureSchema schema) {
    ObjectNode json = Json.object().put("missing_values", schema.missing().toString());
    if (!schema.missingTexts().isEmpty()) {
      schema.missingTexts().forEach(json.putArray("missing_texts")::add);
    }
    schema.weight().ifPresent(weight -> json.put("weight", weight));
    ArrayNode columns = json.putArray("columns");
    for (FeatureColumn column : schema.columns()) {
      ObjectNode node = columns.addObject().put("name", column.name());
      if (column instanceof Numeric numeric) {
        write(numeric, node);
      } else if (column instanceof Categorical categorical) {
        write(categorical, node);
      } else if (column instanceof Calendar calendar) {
        node.put("type", "calendar");
        Calendar.PARTS.forEach(node.putArray("parts")::add);
        writeElements(calendar.parts(), node);
      } else if (column instanceof Vector vector) {
        node.put("type", "vector").put("width", vector.width());
        writeElements(vector, node);
      }
    }
    return json;
  }

  private static void write(Numeric column, ObjectNode json) {
    json.put("type", column.source().toString());
    ScalingJson.write(column.scaling(), json);
    column.impute().ifPresent(value -> json.put("impute", value));
    column.encoding().ifPresent(bins -> write(bins, json.putObject(PIECEWISE_LINEAR)));
  }

  private static void write(PiecewiseLinear bins, ObjectNode json) {
    json.put("scaled", bins.scaled());
    bins.edges().forEach(json.putArray("edges")::add);
  }

  private static void write(Categorical column, ObjectNode json) {
    json.put("type", "category").put("missing_slot", column.missingSlot());
    column.categories().values().forEach(json.putArray("categories")::add);
  }

  private static void writeElements(Vector column, ObjectNode json) {
    ScalingJson.write(column.scalings(), json);
    if (column.imputes()) {
      column.impute().forEach(json.putArray("impute")::add);
    }
  }

  static FeatureSchema read(JsonObject json) {
    MissingValues missing = MissingValues.named(json.text("missing_values"));
    Optional<String> weight =
        json.has("weight") ? Optional.of(json.text("weight")) : Optional.empty();
    List<FeatureColumn> columns = columns(json.objects("columns"));
    List<String> missingTexts = json.has("missing_texts") ? json.texts("missing_texts") : List.of();
    return new FeatureSchema(columns, missing, missingTexts, weight);
  }

  /** Sums up widths on the way, because a column can claim memory in few words. */
  private static List<FeatureColumn> columns(List<JsonObject> list) {
    List<FeatureColumn> columns = new ArrayList<>();
    long width = 0;
    for (JsonObject json : list) {
      FeatureColumn column = json.read(FeaturesJson::column);
      width += column.width();
      FeatureSchema.checkWidth(width);
      columns.add(column);
    }
    return columns;
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
      case "vector" -> vector(json, json.integer("width"));
      case "calendar" -> calendar(json);
      default -> throw json.wrong("type", "one of [boolean, calendar, category, number, vector]");
    };
  }

  private static Numeric numeric(JsonObject json, Source source) {
    return new Numeric(
        json.text("name"),
        source,
        ScalingJson.read(json),
        json.has("impute") ? OptionalDouble.of(json.number("impute")) : OptionalDouble.empty(),
        json.has(PIECEWISE_LINEAR)
            ? Optional.of(json.object(PIECEWISE_LINEAR).read(FeaturesJson::bins))
            : Optional.empty());
  }

  private static PiecewiseLinear bins(JsonObject json) {
    return new PiecewiseLinear(json.numbers("edges"), json.flag("scaled"));
  }

  private static Calendar calendar(JsonObject json) {
    if (!json.texts("parts").equals(Calendar.PARTS)) {
      throw json.wrong("parts", Calendar.PARTS.toString());
    }
    return new Calendar(vector(json, Calendar.PARTS.size()));
  }

  private static Vector vector(JsonObject json, int width) {
    return new Vector(
        json.text("name"),
        ScalingJson.read(json, width),
        json.has("impute") ? ScalingJson.numbers(json, "impute", width) : List.of());
  }
}
