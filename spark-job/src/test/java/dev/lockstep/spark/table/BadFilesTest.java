package dev.lockstep.spark.table;

import static dev.lockstep.spark.testing.TestSpark.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lockstep.spark.config.DataConfig.Format;
import dev.lockstep.spark.table.source.IdxFile;
import dev.lockstep.spark.table.source.Tables;
import dev.lockstep.spark.testing.Processes;
import dev.lockstep.spark.testing.TestSpark;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths and files that cannot be read: one line that says which and why. */
class BadFilesTest {
  @TempDir private Path directory = Path.of("");
  private Path path = Path.of("");

  @BeforeEach
  void nameTable() {
    path = directory.resolve("table");
  }

  private static Dataset<Row> example() {
    return table("x, label", "(1D, 'a'), (2D, 'b'), (3D, 'a')").coalesce(1);
  }

  private void assertBad(String format, String... parts) {
    assertThatThrownBy(() -> new Loading().format(format, Map.of()).from(path).load())
        .isInstanceOfSatisfying(
            BadDataException.class,
            e -> assertThat(e.getMessage()).doesNotContain("\n").contains(parts));
  }

  /** The one file with data in the table's directory. */
  private Path file() throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("part-"))
          .findFirst()
          .orElseThrow();
    }
  }

  private static byte[] garbage(int length) {
    byte[] bytes = new byte[length];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  @Test
  void aPathThatDoesNotExistIsNamed() {
    assertBad("parquet", "cannot open " + path + " as parquet", "Path does not exist");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":", "a:b", "nofs://x/y"})
  void whatIsNoPathIsBadData(String text) {
    Format csv = new Format("csv", Map.of());
    assertThatThrownBy(() -> new Tables(TestSpark.session()).open(csv, List.of(text)))
        .isInstanceOf(BadDataException.class)
        .hasMessageStartingWith("cannot open " + text + " as csv: ")
        .hasMessageNotContaining("\n");
    assertThatThrownBy(() -> IdxFile.read(text, new Configuration()))
        .isInstanceOf(BadDataException.class)
        .hasMessageStartingWith("'" + text + "' is no path of a file: ");
  }

  @Test
  void anUnknownFormatIsNamed() throws IOException {
    Files.createDirectory(path);
    assertBad("porquet", "cannot open " + path + " as porquet", "data source: porquet");
  }

  @Test
  void aFormatThatIsNotOnTheClasspathIsNamed() throws IOException {
    Files.createDirectory(path);
    assertBad("avro", "cannot open " + path + " as avro", "Avro is built-in but external");
  }

  @Test
  void anEmptyDirectoryHasNoSchema() throws IOException {
    Files.createDirectory(path);
    assertBad("parquet", "cannot open " + path + " as parquet", "Unable to infer schema");
  }

  @Test
  void garbageIsNoParquetFile() throws IOException {
    Files.createDirectory(path);
    Files.write(path.resolve("garbage.parquet"), garbage(1000));
    assertBad("parquet", "cannot open " + path + " as parquet", "garbage.parquet");
  }

  @Test
  void aTruncatedParquetFileIsNamed() throws IOException {
    example().write().parquet(path.toString());
    Path file = file();
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 10));
    withoutChecksums();
    assertBad("parquet", path.toString(), file.getFileName().toString(), "is not a Parquet file");
  }

  @Test
  void aParquetFileDamagedInTheMiddleIsNamed() throws IOException {
    example().write().parquet(path.toString());
    Path file = file();
    byte[] bytes = Files.readAllBytes(file);
    System.arraycopy(garbage(60), 0, bytes, 4, 60);
    Files.write(file, bytes);
    withoutChecksums();
    assertBad("parquet", "cannot read " + path, file.getFileName().toString());
  }

  @Test
  void aChangedNumberInAParquetFileIsNamed() throws IOException {
    TestSpark.session()
        .range(0, 1000, 1, 1)
        .selectExpr("rand(1) as x", "id % 2 as label")
        .write()
        .option("compression", "uncompressed")
        .option("parquet.enable.dictionary", "false")
        .parquet(path.toString());
    Path file = file();
    byte[] bytes = Files.readAllBytes(file);
    for (int i = 2000; i < 2100; i++) {
      bytes[i] ^= 1;
    }
    Files.write(file, bytes);
    withoutChecksums();
    assertBad("parquet", "cannot read " + path, file.getFileName().toString(), "CRC");
  }

  @Test
  void aTableOfAnotherFormatIsToldWithWhatToSay() throws IOException {
    example().write().parquet(path.toString());
    assertBad("csv", "is a file of parquet", "data.format: parquet", "--format parquet");
    Path other = directory.resolve("other.csv");
    path = Files.writeString(other, "x,label\n1,a\n");
    assertBad("parquet", "other.csv does not begin as files of parquet do", "--format csv");
    assertBad("orc", "other.csv does not begin as files of orc do", "--format csv");
  }

  /** Hadoop's local file system would find damage by itself, which others do not. */
  private void withoutChecksums() throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      for (Path file : files.filter(file -> file.toString().endsWith(".crc")).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void aFileThatHadoopFindsDamagedIsNamed() throws IOException {
    example().write().parquet(path.toString());
    Path file = file();
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2]++;
    Files.write(file, bytes);
    assertBad("parquet", path.toString(), file.getFileName().toString(), "Checksum error");
  }

  @Test
  void truncatedGzipIsNamed() throws IOException {
    example().write().option("header", true).option("compression", "gzip").csv(path.toString());
    Path file = file();
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    withoutChecksums();
    assertBad("csv", path.toString(), file.getFileName().toString());
  }

  @Test
  void whatIsNotGzipIsNamed() throws IOException {
    Files.createDirectory(path);
    Files.writeString(path.resolve("table.csv.gz"), "x,label\n1,a\n");
    assertBad("csv", path.toString(), "table.csv.gz", "not a gzip file");
  }

  @Test
  void aHeaderAloneIsNoTable() throws IOException {
    Files.write(path, "x,label\n".getBytes(StandardCharsets.UTF_8));
    assertBad("csv", path + " has no rows; it needs at least 1");
  }

  @Test
  void anEmptyCsvFileHasNoColumns() throws IOException {
    Files.write(path, new byte[0]);
    assertBad("csv", path + " has no columns; it is empty");
  }

  /** As a shell makes of {@code <(...)}, too. */
  @Test
  void aPipeIsNotTakenForAnEmptyFile() {
    assumeTrue(Processes.succeeds("mkfifo", path.toString()), "no pipe can be made here");
    assertBad("csv", path + " is a pipe or a device", "write it to a file first");
  }

  @Test
  void columnsThatAnotherSeparatorMakesAreToldApart() throws IOException {
    Files.writeString(path, "a;b;label\n1;2;x\n");
    assertBad("csv", "it has a;b;label, one column whose name looks like several", "sep=;");
  }

  @Test
  void columnsThatDifferInCaseAloneAreNotOnlyNamedAsSparkNumbersThem() throws IOException {
    Files.writeString(path, "x,X,Label,label\n1,2,a,b\n");
    assertBad(
        "csv", "it has x0, X1, Label2, label3; Spark numbers", "spark.sql.caseSensitive=true");
  }

  @Test
  void eachPathOfASplitMustExist() {
    example().write().parquet(path.toString());
    Path absent = directory.resolve("absent");
    assertThatThrownBy(
            () -> new Loading().from(List.of(path), List.of(), List.of(path, absent)).load())
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining(absent.toString());
  }
}
