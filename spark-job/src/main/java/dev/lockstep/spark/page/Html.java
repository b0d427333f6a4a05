package dev.lockstep.spark.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One file of page.html, the styles and the scripts beside it, uPlot, and the data that the scripts
 * draw. The data is text to whoever reads the file: no name in it can become part of the page.
 *
 * @param scripts what draws a page of that kind
 * @param refresh seconds after which the page loads itself again; 0 if it does not
 */
record Html(String title, JsonNode data, List<String> scripts, int refresh) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Where the artifact has it: its version is that of the pom. */
  private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/";

  private static final List<String> SHARED =
      List.of("format.js", "elements.js", "charts.js", "course.js", "quality.js", "facts.js");

  byte[] bytes() {
    Map<String, String> parts =
        Map.of(
            "title", escaped(title),
            "refresh",
                refresh == 0 ? "" : "<meta http-equiv=\"refresh\" content=\"" + refresh + "\">",
            "uplot-licence", resource(UPLOT + "LICENSE"),
            "style", resource(UPLOT + "dist/uPlot.min.css") + resource("page.css"),
            "uplot", resource(UPLOT + "dist/uPlot.iife.min.js"),
            "data", json(),
            "script",
                Stream.concat(SHARED.stream(), scripts.stream())
                    .map(Html::resource)
                    .collect(Collectors.joining("\n")));
    return filled(resource("page.html"), parts).getBytes(StandardCharsets.UTF_8);
  }

  /** With the parts where their names stand in double braces. */
  private static String filled(String template, Map<String, String> parts) {
    StringBuilder page = new StringBuilder();
    int from = 0;
    for (int begin = template.indexOf("{{"); begin >= 0; begin = template.indexOf("{{", from)) {
      int end = template.indexOf("}}", begin);
      page.append(template, from, begin);
      String name = template.substring(begin + 2, end);
      if (!parts.containsKey(name)) {
        throw new IllegalStateException("page.html asks for " + name + ", which there is not");
      }
      page.append(parts.get(name));
      from = end + 2;
    }
    return page.append(template, from, template.length()).toString();
  }

  /** Within a script element nothing but {@code <} can end it, or begin a comment. */
  private String json() {
    try {
      return JSON.writeValueAsString(data).replace("<", "\\u003c");
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }

  private static String resource(String name) {
    try (InputStream in = Html.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("there is no resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
