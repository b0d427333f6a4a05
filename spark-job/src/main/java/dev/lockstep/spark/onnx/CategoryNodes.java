package dev.lockstep.spark.onnx;

import dev.lockstep.feature.FeatureColumn.Categorical;
import dev.lockstep.spark.onnx.Port.Element;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** The nodes that make features of categories. */
final class CategoryNodes {
  /** What a runtime looks texts up with is not among ONNX's own operators. */
  static final String DOMAIN = "ai.onnx.ml";

  private static final String SPACE = "[\\x00-\\x20]*";
  private static final long UNSEEN = -1;

  private final Graph graph;
  private final String missing;

  /**
   * Nodes of a graph.
   *
   * @param missingTexts that stand for no value, beside none at all and NaN, whatever white space
   *     is around them
   */
  CategoryNodes(Graph graph, List<String> missingTexts) {
    this.graph = graph;
    this.missing =
        Stream.concat(Stream.of("", "NaN"), missingTexts.stream().map(String::strip))
            .map(CategoryNodes::quoted)
            .collect(Collectors.joining("|", SPACE + "(", ")" + SPACE));
  }

  /** A regular expression of RE2 that fits that text alone. */
  private static String quoted(String text) {
    return text.replaceAll("\\p{Punct}", "\\\\$0");
  }

  /**
   * One-hot over the categories: [N] texts become [N, column.width()].
   *
   * @param imputes whether a missing text has an element of its own; otherwise all are NaN
   */
  String oneHot(Categorical column, boolean imputes, String texts) {
    String isMissing =
        graph.add(
            Graph.node("RegexFullMatch", texts).addAttribute(Graph.attribute("pattern", missing)));
    String place = place(column.categories().values(), texts);
    if (imputes) {
      String slot = graph.ints(column.categories().size());
      return oneHot(column.width(), graph.add("Where", isMissing, slot, place));
    }
    String known = oneHot(column.width(), place);
    return graph.add("Where", graph.column(isMissing), graph.floats(Float.NaN), known);
  }

  private String oneHot(int width, String place) {
    String places = graph.ints(LongStream.range(0, width).toArray());
    return graph.cast(graph.add("Equal", graph.column(place), places), Element.FLOAT);
  }

  /** The place of each text among the categories. */
  private String place(List<String> categories, String texts) {
    Map<String, Long> places = new LinkedHashMap<>();
    for (String category : categories) {
      places.put(category, (long) places.size());
    }
    for (int i = 0; i < categories.size(); i++) {
      // Texts of tables with gaps have integers as fractions: 7.0 is the category 7.
      places.putIfAbsent(categories.get(i) + ".0", (long) i);
    }
    return graph.add(
        Graph.node("LabelEncoder", texts)
            .setDomain(DOMAIN)
            .addAttribute(Graph.texts("keys_strings", places.keySet()))
            .addAttribute(Graph.attribute("values_int64s", List.copyOf(places.values())))
            .addAttribute(Graph.attribute("default_int64", UNSEEN)));
  }
}
