package dev.lockstep.spark.config.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileErrorsTest {
  @TempDir Path directory;

  private List<String> problems(String yaml) {
    return new Configs(directory).problems(yaml);
  }

  private List<String> problems(byte[] bytes) throws IOException {
    return new Configs(directory).problems(Files.write(directory.resolve("c.yaml"), bytes));
  }

  @Test
  void aMissingFileIsNamed() {
    assertThat(new Configs(directory).problems(directory.resolve("none.yaml")))
        .containsExactly("none.yaml: cannot be read: there is no such file");
  }

  @Test
  void aDirectoryIsNoFile() throws IOException {
    assertThat(new Configs(directory).problems(Files.createDirectory(directory.resolve("d"))))
        .containsExactly("d: cannot be read: Is a directory");
  }

  @Test
  void anEmptyFileIsNoConfiguration() {
    String message =
        "the file is empty; a configuration needs at least data.path, data.label, output.path";
    assertThat(problems("")).containsExactly("c.yaml: " + message);
    assertThat(problems("# nothing\n\n")).containsExactly("c.yaml: " + message);
  }

  @Test
  void aDocumentIsAMapOfSections() {
    String allowed =
        "; allowed: a map of sections: data, network, training, optimizer, learning_rate,"
            + " reduce_on_plateau, early_stopping, regularization, augmentation, diagnosis, exchange, compute, output, report, publish";
    assertThat(problems("[1, 2]")).containsExactly("c.yaml:1:1: found a list" + allowed);
    assertThat(problems("hello")).containsExactly("c.yaml:1:1: found hello" + allowed);
  }

  @Test
  void aSectionIsAMap() {
    assertThat(problems(Configs.REQUIRED + "output: runs\n".replace("output", "compute")))
        .containsExactly(
            "c.yaml:3:10: compute: found runs; allowed: a map with keys blas, kernel; did you mean compute.blas?");
  }

  @Test
  void aKeyIsText() {
    assertThat(problems(Configs.REQUIRED + "[a]: 1\n"))
        .containsExactly("c.yaml:3:1: found a list as a key");
  }

  @Test
  void aSyntaxErrorCarriesLineAndColumn() {
    assertThat(problems("data:\n  path: a: b\n"))
        .containsExactly("c.yaml:2:10: not YAML: mapping values are not allowed here");
    assertThat(problems("data:\n\tpath: a\n"))
        .containsExactly(
            "c.yaml:2:1: not YAML: found character '\\t(TAB)' that cannot start any token. (Do not"
                + " use \\t(TAB) for indentation)");
    assertThat(problems("data: *nothing\n"))
        .containsExactly("c.yaml:1:7: not YAML: found undefined alias nothing");
    assertThat(problems("a: 1\n---\nb: 2\n"))
        .containsExactly("c.yaml:2:1: not YAML: but found another document");
  }

  @Test
  void bytesThatAreNoTextAreRefused() throws IOException {
    assertThat(problems(new byte[] {'d', (byte) 0xFF, (byte) 0xFE}))
        .containsExactly("c.yaml: cannot be read: it is not UTF-8 text");
    assertThat(problems(new byte[] {'d', 0, 1}))
        .containsExactly("c.yaml: not YAML: character 0x0 at position 1");
  }

  @Test
  void aHugeFileIsNotReadWhole() throws IOException {
    assertThat(problems("# long\n".repeat(200_000).getBytes(StandardCharsets.UTF_8)))
        .containsExactly(
            "c.yaml: cannot be read: larger than the 1048576 bytes a configuration may have");
  }

  @Test
  void aliasesCannotMultiply() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x]\n");
    for (int i = 1; i < 10; i++) {
      String before = "*a" + (i - 1);
      bomb.append(
          String.format(Locale.ROOT, "a%d: &a%d [%s]\n", i, i, (before + ", ").repeat(9) + before));
    }
    assertThat(problems(bomb.toString()))
        .containsExactly(
            "c.yaml: not YAML: Number of aliases for non-scalar nodes exceeds the specified max=50");
  }

  @Test
  void nestingIsBounded() {
    assertThat(problems("data: " + "[".repeat(10_000)))
        .singleElement()
        .asString()
        .startsWith("c.yaml: not YAML: Nesting Depth exceeded max 20");
  }

  @Test
  void aMapInsideItselfIsRefused() {
    assertThat(problems("data: &d {path: t, label: y, options: *d}\noutput: {path: r}"))
        .containsExactly(
            "c.yaml:1:7: data.options: found a map; allowed: a map of names to single values");
  }

  @Test
  void anOptionNeedsKeyAndValue() {
    assertThat(new Configs(directory).problems(Configs.REQUIRED, "epochs", "=3"))
        .containsExactly(
            "--set epochs: allowed: --set KEY=VALUE", "--set =3: allowed: --set KEY=VALUE");
  }

  @Test
  void anOptionThatIsNoYamlAsksForQuotes() {
    assertThat(new Configs(directory).problems(Configs.REQUIRED, "data.path=*.csv"))
        .singleElement()
        .asString()
        .startsWith("--set data.path: not YAML: ")
        .endsWith("; put the value in quotes");
  }

  @Test
  void allProblemsAreToldAtOnceInTheOrderOfTheFile() {
    assertThat(
            new Configs(directory)
                .problems(
                    """
                    training:
                      epochs: 0
                      bach_size: 5
                      shuffle: none
                    optimizer: {name: sgd, beta1: 0.5}
                    data: {train: t, exclude: [y], label: y}
                    """,
                    "compute.blas=mkl"))
        .containsExactly(
            "c.yaml:2:11: training.epochs: found 0; allowed: an integer of at least 1",
            "c.yaml:3:3: training.bach_size: unknown key; did you mean training.batch_size?",
            "c.yaml:4:12: training.shuffle: none, the order of the input, needs training.shards:"
                + " 1; found auto",
            "c.yaml:5:31: optimizer.beta1: optimizer.name is sgd, which does not take it; allowed"
                + " with adam, adamw",
            "c.yaml:6:27: data.exclude: column 'y' is the label already",
            "c.yaml: output.path: missing; required: a string",
            "--set compute.blas: found mkl; allowed: one of auto, native, vector, java");
  }
}
