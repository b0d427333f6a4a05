package dev.lockstep.spark.search;

import dev.lockstep.spark.output.Reason;
import dev.lockstep.spark.output.RunFolder;
import dev.lockstep.spark.page.SearchPage;
import dev.lockstep.spark.search.trial.TrialRow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** search.html: that it cannot be written takes nothing from a search. */
final class SearchPageFile {
  private static final Logger LOG = LoggerFactory.getLogger(SearchPageFile.class);

  private SearchPageFile() {}

  /**
   * Draws it.
   *
   * @param path of the search directory when it has its name
   * @param report what search.json holds
   */
  static void put(RunFolder folder, String path, Map<String, Object> report, List<TrialRow> rows) {
    String lines = rows.stream().map(TrialRow::line).collect(Collectors.joining());
    String name = path.replaceFirst("/+$", "").replaceFirst(".*/", "");
    try {
      byte[] html = new SearchPage(name, report, lines.getBytes(StandardCharsets.UTF_8)).html();
      folder.put(RunFolder.SEARCH_PAGE, html);
    } catch (IOException | RuntimeException e) {
      LOG.warn("{} cannot be written: {}", RunFolder.SEARCH_PAGE, Reason.of(e));
    }
  }
}
