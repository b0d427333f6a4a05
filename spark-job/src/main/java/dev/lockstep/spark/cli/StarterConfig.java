package dev.lockstep.spark.cli;

import dev.lockstep.spark.config.BatchSize;
import dev.lockstep.spark.config.DataConfig;
import dev.lockstep.spark.config.DataConfig.Fractions;
import dev.lockstep.spark.config.DataConfig.Malformed;
import dev.lockstep.spark.config.yaml.YamlText;
import dev.lockstep.spark.table.statistics.TableProfile;
import dev.lockstep.spark.words.Counted;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The text of a configuration for one table: what was found there, and why each key is as it is.
 */
final class StarterConfig {
  /** Decides the split, and so what can be trained on. */
  static final long SEED = 1;

  private static final int LINE = 100;

  /** More columns are not listed. */
  private static final int MOST_LISTED = 60;

  /** Steps of a training that epochs aim at. */
  private static final int STEPS = 2000;

  private static final int MOST_EPOCHS = 100;
  private static final int FEWEST_EPOCHS = 5;

  /** A network of more inputs gets wider layers. */
  private static final int MANY_INPUTS = 200;

  private final TableProfile table;
  private final DataConfig data;
  private final StringBuilder text = new StringBuilder();

  private StarterConfig(TableProfile table) {
    this.table = table;
    this.data = table.data();
  }

  /**
   * Writes it.
   *
   * @param train the command that trains with it
   * @param output where the run directory goes
   */
  static String of(TableProfile table, String train, String output) {
    StarterConfig config = new StarterConfig(table);
    config.head(train);
    config.data();
    config.training();
    config.output(output);
    return config.text.toString();
  }

  private void head(String train) {
    comment(
        "",
        title() + " Made by lockstep init from what the table holds: change what you know better.");
    comment("", "conf/README.md says what each key means, and which others there are.");
    text.append("#\n#   ").append(plain(train)).append('\n');
  }

  /** What is learnt from what. */
  private String title() {
    Fractions source = (Fractions) data.source();
    return String.format(
        Locale.ROOT,
        "Predicts %s, %s, from %s of %s, %s.",
        data.columns().label().get(0),
        table.regression() ? "a number" : "a class",
        Counted.of(table.features().size(), "column"),
        String.join(", ", source.paths()),
        Counted.of(table.size().rows(), "row"));
  }

  private void data() {
    Fractions source = (Fractions) data.source();
    section("data");
    key("format", YamlText.of(data.format().name()));
    if (!data.format().options().isEmpty()) {
      key("options", options(data.format().options()));
    }
    key(
        "path",
        source.paths().size() == 1
            ? YamlText.of(source.paths().get(0))
            : YamlText.list(source.paths()));
    shares(source);
    comment("  ", "It holds " + table.label() + ".");
    key("label", YamlText.of(data.columns().label().get(0)));
    columns();
    missing();
  }

  private static String options(Map<String, String> options) {
    return options.entrySet().stream()
        .map(option -> YamlText.of(option.getKey()) + ": " + YamlText.of(option.getValue()))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private void shares(Fractions source) {
    comment(
        "  ",
        source.dev() + source.test() == 0
            ? "All rows are trained on: the table is small, or has classes that are rare. Figures of rows"
                + " that training has not seen need a table of their own: data.train and data.test."
            : "Shares of the rows that are held back: dev is evaluated after each epoch, test at the end.");
    key("dev_fraction", String.valueOf(source.dev()));
    key("test_fraction", String.valueOf(source.test()));
  }

  private void columns() {
    comment("  ", "The features, as they are read:");
    table.features().entrySet().stream()
        .limit(MOST_LISTED)
        .forEach(column -> comment("  ", "  " + column.getKey() + ": " + column.getValue()));
    if (table.features().size() > MOST_LISTED) {
      comment("  ", "  and " + (table.features().size() - MOST_LISTED) + " more");
    }
    exclude();
    if (!data.columns().calendar().isEmpty()) {
      comment("  ", "Dates become numbers: year, month, day of week, hour, days since 1970.");
      key("calendar", YamlText.list(data.columns().calendar()));
    }
    if (!data.columns().categorical().isEmpty()) {
      comment("  ", "Numbers that are names of groups, by the name of the column.");
      key("categorical", YamlText.list(data.columns().categorical()));
    }
  }

  private void exclude() {
    if (table.excluded().isEmpty()) {
      return;
    }
    comment("  ", "Left out:");
    text.append("  exclude:\n");
    table
        .excluded()
        .forEach(
            (name, why) -> {
              comment("    ", name + " " + why + ".");
              text.append("    - ").append(YamlText.of(name)).append('\n');
            });
  }

  private void missing() {
    if (!data.preparation().missingTexts().isEmpty()) {
      comment("  ", "Texts found in place of values.");
      key("missing_values", YamlText.list(data.preparation().missingTexts()));
    }
    comment("  ", lacking() + " " + policy());
    key("missing", data.preparation().missing().toString());
    if (data.preparation().malformed() == Malformed.DROP) {
      comment("  ", "Malformed rows are left out and counted; error would stop at the first.");
      key("malformed", Malformed.DROP.toString());
    }
  }

  private String lacking() {
    List<String> lines = new ArrayList<>();
    if (!table.missing().isEmpty()) {
      lines.add(
          table.missing().entrySet().stream()
              .limit(MOST_LISTED)
              .map(column -> column.getKey() + " (" + column.getValue() + ")")
              .collect(Collectors.joining(", ", "Rows lack values of ", ".")));
    }
    table.rejected().forEach(line -> lines.add(line + "."));
    return lines.isEmpty() ? "No value is missing." : String.join(" ", lines);
  }

  private String policy() {
    return switch (data.preparation().missing()) {
      case ERROR -> "Should one be later, error stops; else impute, or drop.";
      case DROP -> "drop leaves rows out that lack a label or a feature.";
      case IMPUTE ->
          "impute takes the training mean, for a category a slot of its own; drop would leave these rows"
              + " out, error stop at the first.";
    };
  }

  private void training() {
    section("network");
    comment("  ", "Widths of the hidden layers.");
    key("hidden", table.size().width() > MANY_INPUTS ? "[128, 64]" : "[64, 32]");
    key("activation", "relu");
    section("training");
    key("loss", table.regression() ? "squared_error" : "softmax_cross_entropy");
    long rows = table.size().trainRows();
    int batch = batchSize(rows);
    long steps = (rows + batch - 1) / batch;
    comment(
        "  ",
        String.format(
            Locale.ROOT,
            "%s in mini-batches of %,d are %s an epoch.",
            Counted.of(rows, "row"),
            batch,
            Counted.of(steps, "step")));
    key("batch_size", String.valueOf(batch));
    key("epochs", String.valueOf(epochs(steps)));
    comment("  ", "Decides the split, initial weights and shuffling.");
    key("seed", String.valueOf(SEED));
    section("optimizer");
    key("name", "adam");
    section("learning_rate");
    comment("  ", "Ten times less where the loss jumps, more where it hardly moves.");
    key("initial", "0.001");
  }

  /** A power of two, but never more than a quarter of few rows. */
  static int batchSize(long rows) {
    return (int) Math.max(1, Math.min(BatchSize.powerOfTwo(rows), rows / 4));
  }

  /** As many as make enough steps. */
  static long epochs(long stepsOfEpoch) {
    return Math.max(FEWEST_EPOCHS, Math.min(MOST_EPOCHS, STEPS / stepsOfEpoch));
  }

  private void output(String path) {
    section("output");
    comment("  ", "The run directory: model, metrics, report.");
    key("path", YamlText.of(path));
    comment("  ", "This may be run again; false keeps an earlier run, and stops.");
    key("overwrite", "true");
  }

  private void section(String name) {
    text.append('\n').append(name).append(":\n");
  }

  private void key(String name, String value) {
    text.append("  ").append(name).append(": ").append(value).append('\n');
  }

  /** Lines of a comment, however long the text. */
  private void comment(String indent, String comment) {
    StringBuilder line = new StringBuilder(indent).append('#');
    for (String word : plain(comment).split(" ", -1)) {
      if (line.length() + 1 + word.length() > LINE && line.length() > indent.length() + 1) {
        text.append(line).append('\n');
        line = new StringBuilder(indent).append('#');
      }
      line.append(' ').append(word);
    }
    text.append(line).append('\n');
  }

  /** What a comment may hold, on one line. */
  private static String plain(String comment) {
    return comment.replaceAll("[^\\p{L}\\p{M}\\p{N}\\p{P}\\p{S} ]+", " ");
  }
}
