package dev.lockstep.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.feature.MissingValues;
import dev.lockstep.nn.loss.SquaredError;
import dev.lockstep.shard.Shuffle;
import dev.lockstep.spark.config.DataConfig;
import dev.lockstep.spark.config.DataConfig.Format;
import dev.lockstep.spark.config.DataConfig.Fractions;
import dev.lockstep.spark.config.DataConfig.Malformed;
import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.config.file.ConfigFile;
import dev.lockstep.spark.config.key.DataKeys;
import dev.lockstep.spark.table.BadDataException;
import dev.lockstep.spark.table.pack.LoadedData;
import dev.lockstep.spark.table.pack.TableLoader;
import dev.lockstep.spark.table.source.Tables;
import dev.lockstep.spark.table.statistics.TableProfile;
import dev.lockstep.spark.table.statistics.TableProfiler;
import dev.lockstep.spark.testing.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What init finds in a table, and writes so that training takes it as it stands. */
class StarterConfigTest {
  @TempDir private Path directory;

  /** Profiles a table, writes the configuration, and loads the table by it. */
  private TableProfile started(String format, Path table, String label) throws IOException {
    DataConfig defaults = DataKeys.config(new Format(format, Map.of()), List.of(table + ""), label);
    TableProfile profile =
        new TableProfiler(TestSpark.session(), defaults, StarterConfig.SEED).profile();
    String text = StarterConfig.of(profile, "train", "runs/x");
    LockstepConfig config =
        ConfigFile.load(Files.writeString(directory.resolve("c.yaml"), text), List.of());
    assertThat(config.data()).as(text).isEqualTo(profile.data());
    assertThat(config.training().loss() instanceof SquaredError).isEqualTo(profile.regression());
    assertThat(text.lines()).allMatch(line -> !line.contains("#") || line.length() <= 130);
    LoadedData data =
        new TableLoader(
                config.data(),
                new TableLoader.Sharding(OptionalInt.of(1), Shuffle.FULL),
                profile.regression(),
                null)
            .load(new Tables(TestSpark.session()).open(config.data(), config.training().seed()));
    assertThat(data.train().examples()).isEqualTo(profile.size().trainRows());
    return profile;
  }

  private TableProfile csv(String header, int rows, IntFunction<String> row) throws IOException {
    String text = IntStream.range(0, rows).mapToObj(row).collect(Collectors.joining("\n"));
    return started("csv", Files.writeString(directory.resolve("t.csv"), header + "\n" + text), "y");
  }

  private TableProfile parquet(Dataset<Row> table) throws IOException {
    Path path = directory.resolve("p");
    table.write().parquet(path.toString());
    return started("parquet", path, "y");
  }

  private static DataConfig.Columns columns(TableProfile profile) {
    return profile.data().columns();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "i % 2 = 0 | false",
        "concat('c', i % 12) | false",
        "i % 50 | true",
        "CAST(i % 3 AS STRING) | false",
        "CAST(rand(1) AS DECIMAL(9, 6)) | true",
      })
  void theTaskFollowsFromTheLabel(String label, boolean regression) throws IOException {
    TableProfile profile =
        parquet(
            TestSpark.session()
                .range(300)
                .selectExpr("id as i")
                .selectExpr("i % 7 as x", label + " as y"));
    assertThat(profile.regression()).isEqualTo(regression);
  }

  @Test
  void whatCannotHelpIsLeftOutAndSaysWhy() throws IOException {
    TableProfile profile =
        csv(
            "n,name,one,same,none,customer_id,store_id,few,x,y",
            200,
            i ->
                String.format(
                    Locale.ROOT,
                    "%d,name %d,7,same,,%d,%d,%s,%d,%d",
                    i,
                    i,
                    1000 + 37 * i % 991,
                    i % 4,
                    i == 3 ? "1" : "",
                    i % 9,
                    i % 2));
    assertThat(profile.excluded())
        .containsEntry("n", "numbers the rows")
        .containsEntry("one", "is the same in every row")
        .containsEntry("same", "is the same in every row")
        .containsEntry("few", "has a value in 1 rows only")
        .containsKeys("name", "none", "customer_id")
        .hasSize(7);
    assertThat(profile.features().keySet()).containsExactly("store_id", "x");
    assertThat(columns(profile).categorical()).containsExactly("store_id");
  }

  @Test
  void missingValuesGetAPolicyAndTheTextsThatStandForThem() throws IOException {
    TableProfile profile =
        csv(
            "a,b,c,y",
            200,
            i ->
                (i % 9 == 0 ? "?" : i % 7)
                    + ","
                    + (i % 8 == 0 ? "-" : i)
                    + ",v"
                    + i % 3
                    + ","
                    + i % 2);
    assertThat(profile.data().preparation().missingTexts()).containsExactly("?", "-");
    assertThat(profile.data().preparation().missing()).isEqualTo(MissingValues.IMPUTE);
    assertThat(profile.missing()).containsOnlyKeys("a", "b");
    assertThat(profile.features()).containsEntry("a", "numbers").containsEntry("b", "numbers");
  }

  @Test
  void aTextThatMayBeACategoryStaysOneAmongTexts() throws IOException {
    TableProfile profile =
        csv(
            "a,x,y",
            100,
            i -> List.of("none", "half", "full").get(i % 3) + "," + i % 7 + "," + i % 2);
    assertThat(profile.data().preparation().missingTexts()).isEmpty();
    assertThat(profile.data().preparation().missing()).isEqualTo(MissingValues.ERROR);
    assertThat(profile.features()).containsEntry("a", "3 categories");
  }

  @Test
  void rowsWithoutALabelAreLeftOutButNotForTheSakeOfAnEmptyColumn() throws IOException {
    TableProfile profile =
        csv(
            "a,b,y",
            200,
            i -> (i % 2 == 0 ? "" : "1" + i % 5) + "," + i % 7 + "," + (i % 10 == 0 ? "" : i % 2));
    assertThat(profile.data().preparation().missing()).isEqualTo(MissingValues.DROP);
    assertThat(profile.excluded()).containsOnlyKeys("a");
    assertThat(profile.rejected()).containsExactly("20 rows lack a label");
  }

  @Test
  void numbersAsPeopleWriteThemAreLeftOutWithAWarning() throws IOException {
    TableProfile profile =
        csv(
            "price,x,y",
            200,
            i ->
                String.format(
                    Locale.ROOT, "\"%d,%03d\",%d,%d", i % 7, 997 * i % 1000, i % 9, i % 2));
    assertThat(profile.excluded())
        .containsEntry("price", "is text, though most of its values look like numbers");
    assertThat(profile.warnings())
        .anyMatch(
            warning ->
                warning.startsWith("left out: the column 'price' is text")
                    && warning.contains("decimal commas"));
  }

  @Test
  void datesBecomeNumbersAndMalformedRowsAreLeftOut() throws IOException {
    TableProfile profile =
        csv(
            "day,x,y",
            100,
            i -> "2024-01-" + (1 + i % 28) + "," + i % 5 + "," + i % 2 + (i == 50 ? ",more" : ""));
    assertThat(columns(profile).calendar()).containsExactly("day");
    assertThat(profile.data().preparation().malformed()).isEqualTo(Malformed.DROP);
    assertThat(profile.warnings())
        .anyMatch(warning -> warning.startsWith("1 malformed row left out: validate"));
  }

  @Test
  void whatCannotBeAFeatureByItsTypeIsLeftOut() throws IOException {
    TableProfile profile =
        parquet(
            TestSpark.session()
                .range(80)
                .selectExpr(
                    "named_struct('a', id) as s",
                    "map('k', id) as m",
                    "array(id * 1D, id / 3D) as v",
                    "if(id = 7, double('Infinity'), id / 3D) as infinite",
                    "cast('2024-02-29' as date) as `a day`",
                    "id % 5 as `x: 'y'`",
                    "id % 3 as y"));
    assertThat(profile.excluded()).containsOnlyKeys("s", "m", "infinite");
    assertThat(columns(profile).calendar()).containsExactly("a day");
    assertThat(profile.features().keySet()).containsExactly("v", "a day", "x: 'y'");
  }

  @Test
  void rareClassesAreAllTrainedOn() throws IOException {
    TableProfile profile = csv("x,y", 300, i -> i % 7 + "," + (i < 30 ? "rare" + i / 2 : "often"));
    assertThat(profile.data().source()).isInstanceOf(Fractions.class);
    assertThat(profile.regression()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5, 64})
  void smallTablesAreTrainedOn(int rows) throws IOException {
    TableProfile profile = csv("x,y", rows, i -> i * i % 11 + "," + i % 2);
    int batch = StarterConfig.batchSize(profile.size().trainRows());
    long steps = (profile.size().trainRows() + batch - 1) / batch;
    assertThat(batch).isBetween(1, (int) profile.size().trainRows());
    assertThat(steps * StarterConfig.epochs(steps)).isGreaterThanOrEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"1,1", "x,x"})
  void aTableWithNothingToTellApartIsRefused(String first, String second) {
    assertThatThrownBy(() -> csv("x,y", 20, i -> i % 3 + "," + (i % 2 == 0 ? first : second)))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("one class");
  }

  @ParameterizedTest
  @CsvSource({
    "data/adult-train.csv.gz, adult-train",
    "s3a://b/day=*/, day",
    "a b.parquet/, a-b",
    "*, table",
    "runs/x.yaml, x",
    ".csv, csv",
  })
  void theNameOfATableIsOneOfAFile(String path, String name) {
    assertThat(InitCommand.nameOf(path)).isEqualTo(name);
  }
}
