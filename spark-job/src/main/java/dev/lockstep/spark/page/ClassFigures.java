package dev.lockstep.spark.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What an evaluation tells class by class: of many classes, those that are mistaken most. */
final class ClassFigures {
  /** Of a confusion matrix that is a table of a page. */
  private static final int MOST_SHOWN = 30;

  private static final int MOST_PAIRS = 30;
  private static final int MOST_CLASSES = 100;

  private ClassFigures() {}

  /** Cuts what the figures of a split have of it, in place. */
  static void cut(ObjectNode figures) {
    JsonNode confusion = figures.path("confusion");
    int classes = confusion.path("classes").size();
    if (classes > MOST_SHOWN) {
      figures.remove("confusion");
      figures.put("classes", classes);
      figures.set("mistaken", mistaken(confusion));
    }
    JsonNode byClass = figures.path("by_class");
    if (byClass.size() > MOST_CLASSES) {
      figures.put("classes", byClass.size());
      figures.set("by_class", worst(byClass));
    }
  }

  private record Pair(int actual, int predicted, double weight) {}

  private static ArrayNode mistaken(JsonNode confusion) {
    JsonNode weights = confusion.path("weights");
    List<Pair> pairs = new ArrayList<>();
    for (int row = 0; row < weights.size(); row++) {
      for (int column = 0; column < weights.path(row).size(); column++) {
        double weight = weights.path(row).path(column).asDouble();
        if (row != column && weight > 0) {
          pairs.add(new Pair(row, column, weight));
        }
      }
    }
    pairs.sort(Comparator.comparingDouble(Pair::weight).reversed());
    ArrayNode told = JsonNodeFactory.instance.arrayNode();
    for (Pair pair : pairs.subList(0, Math.min(MOST_PAIRS, pairs.size()))) {
      ObjectNode one = told.addObject();
      one.set("actual", confusion.path("classes").path(pair.actual()));
      one.set("predicted", confusion.path("classes").path(pair.predicted()));
      one.put("weight", pair.weight());
    }
    return told;
  }

  private static ArrayNode worst(JsonNode byClass) {
    List<JsonNode> all = new ArrayList<>();
    byClass.forEach(all::add);
    all.sort(Comparator.comparingDouble(each -> each.path("f1").asDouble()));
    return JsonNodeFactory.instance.arrayNode().addAll(all.subList(0, MOST_CLASSES));
  }
}
