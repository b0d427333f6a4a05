package dev.lockstep.spark.run.recorded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.table.BadDataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunPagesTest {
  @TempDir Path directory;

  private void write(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }

  private List<String> redraw() throws IOException {
    return RunPages.redraw(directory.toString(), new Configuration());
  }

  private String page(String name) throws IOException {
    return Files.readString(directory.resolve(name));
  }

  @Test
  void theLinesOfARunBecomeItsPage() throws IOException {
    write("report.json", "{\"config\": {}, \"status\": \"failed\", \"cause\": \"no disk\"}");
    write("metrics.jsonl", "{\"event\":\"step\",\"step\":1,\"loss\":0.625}\n");
    write("report.html", "old");
    assertThat(redraw()).containsExactly("report.html");
    assertThat(page("report.html")).contains("no disk", "0.625");
  }

  @Test
  void aSearchWithAModelHasTwoPages() throws IOException {
    write("search.json", "{\"objective\": \"accuracy\", \"space\": {}}");
    write("trials.jsonl", "{\"trial\":0,\"round\":1,\"rung\":1,\"objective\":0.875}\n");
    assertThat(redraw()).containsExactly("search.html");
    assertThat(page("search.html")).contains("0.875");
    write("report.json", "{\"config\": {}}");
    assertThat(redraw()).containsExactly("search.html", "report.html");
    write("trials.jsonl", "{\n");
    assertThatThrownBy(this::redraw)
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("search.json or trials.jsonl in " + directory + " is no JSON");
  }

  @Test
  void whatIsNoRunIsRefused() {
    assertThatThrownBy(this::redraw)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("there is no report.json in " + directory);
    assertThat(directory).isEmptyDirectory();
  }
}
