package dev.lockstep.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spark.cli.Main;
import dev.lockstep.spark.output.RunFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What the pages for people say, as far as it can be checked. */
class PagesTest {
  /** Maven runs tests with basedir set to the module's. */
  private static final Path ROOT =
      Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolve("..").normalize();

  private static final String KEYS_PAGE = "conf/README.md";
  private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
  private static final Pattern HEADING = Pattern.compile("(?m)^(#+) (.+)$");
  private static final Pattern OPTION = Pattern.compile("--[a-z][a-z-]*");

  private static String read(String page) {
    try {
      return Files.readString(ROOT.resolve(page));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A page without its blocks of code between fences, whose lines may begin with anything. */
  private static String prose(String page) {
    return read(page).replaceAll("(?ms)^```.*?^```$", "");
  }

  private static Stream<MatchResult> matches(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results();
  }

  /** What stands between backticks. */
  private static Stream<String> code(String page) {
    return CODE.matcher(prose(page)).results().map(match -> match.group(1));
  }

  /** The name that GitHub gives to a heading. */
  private static String anchor(String heading) {
    return heading.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-');
  }

  private static Stream<String> anchors(String page, String level) {
    return HEADING
        .matcher(prose(page))
        .results()
        .filter(match -> match.group(1).matches(level))
        .map(match -> anchor(match.group(2)));
  }

  /** All sources below a directory: Java with texts over several lines in one, and scripts. */
  private static String sources(String directory) throws IOException {
    try (Stream<Path> files = Files.walk(ROOT.resolve(directory))) {
      return files
          .filter(file -> file.toString().matches(".*/src/main/.*\\.java|.*/scripts/[^.]+|.*\\.sh"))
          .map(file -> read(ROOT.relativize(file).toString()))
          .collect(Collectors.joining("\n"))
          .replaceAll("\"\\s*\\+\\s*\"", "");
    }
  }

  /** The paths below a directory, from the top of the repository; nothing that was built. */
  private static List<String> paths(String directory) throws IOException {
    try (Stream<Path> files = Files.walk(ROOT.resolve(directory))) {
      return files
          .map(file -> ROOT.relativize(file).toString())
          .filter(file -> !file.contains("/target"))
          .toList();
    }
  }

  @Test
  void theFirstPageIsShort() {
    assertThat(read("README.md").lines().count()).isLessThanOrEqualTo(90);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "README.md",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "conf/README.md",
        "conf/data/README.md",
        "conf/schedulers/README.md",
        "core/README.md",
        "scripts/README.md",
        "spark-job/README.md"
      })
  void everyLinkLeadsSomewhere(String page) {
    Path folder = ROOT.resolve(page).resolveSibling("");
    matches("\\]\\(([^)\\s]+)\\)", prose(page))
        .map(match -> match.group(1))
        .filter(link -> !link.contains("://"))
        .forEach(
            link -> {
              String[] parts = link.split("#", 2);
              Path target = parts[0].isEmpty() ? ROOT.resolve(page) : folder.resolve(parts[0]);
              assertThat(target.normalize()).as(link).exists();
              if (parts.length > 1) {
                String file = ROOT.relativize(target.normalize()).toString();
                assertThat(anchors(file, "#+")).as(link).contains(parts[1]);
              }
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CONTRIBUTING.md",
        "conf/README.md",
        "conf/schedulers/README.md",
        "core/README.md",
        "scripts/README.md",
        "spark-job/README.md"
      })
  void theContentsAreComplete(String page) {
    String contents = prose(page).split("(?m)^## ", 2)[0];
    assertThat(matches("(?m)^- \\[.+\\]\\(#(.+)\\)$", contents).map(match -> match.group(1)))
        .containsExactlyElementsOf(anchors(page, "##").toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "README.md",
        "CONTRIBUTING.md",
        "conf/README.md",
        "conf/schedulers/README.md",
        "scripts/README.md",
        "spark-job/README.md"
      })
  void everyCommandHasTheArgumentsThatItIsGiven(String page) {
    List<String> commands = commands(page);
    assertThat(commands).isNotEmpty();
    for (String command : commands) {
      List<String> words = List.of(command.replace("'", "").split("\\s+"));
      switch (words.get(0)) {
        case "scripts/lockstep" -> checkLockstep(command, words.subList(1, words.size()));
        case "spark-submit" -> checkSubmitted(command, words);
        case "./mvnw" -> checkMaven(command);
        default -> checkScript(command, words);
      }
      words.stream()
          .filter(word -> word.startsWith("conf/"))
          .forEach(file -> assertThat(ROOT.resolve(file)).as(command).exists());
    }
  }

  /** Lines that are shown as code, and what stands between backticks; forms of use left out. */
  private static List<String> commands(String page) {
    String text = prose(page).replaceAll("\\\\\n\\s*", " ");
    String commands = "((?:scripts/(?!common|\\w+\\.)|spark-submit |\\./mvnw )[^`\n\\[]+)";
    return Stream.of("(?m)^ {4}" + commands + "$", "`" + commands + "`")
        .flatMap(pattern -> matches(pattern, text))
        .map(match -> match.group(1))
        .toList();
  }

  private static void checkLockstep(String command, List<String> words) {
    int at = 0;
    while (at < words.size() && words.get(at).startsWith("-")) {
      String option = words.get(at).replaceFirst("=.*", "");
      assertThat(read("scripts/lockstep")).as(command).contains(option);
      at += option.equals(words.get(at)) && !option.matches("--(help|stacktrace)") ? 2 : 1;
    }
    if (at < words.size()) {
      checkArguments(command, words.subList(at, words.size()));
    }
  }

  private static void checkSubmitted(String command, List<String> words) {
    int jar = words.stream().filter(word -> word.endsWith(".jar")).mapToInt(words::indexOf).sum();
    assertThat(words.get(jar)).matches("spark-job/target/lockstep-spark-\\d+\\.\\d+\\.\\d+\\.jar");
    checkArguments(command, words.subList(jar + 1, words.size()));
  }

  private static void checkArguments(String command, List<String> words) {
    Class<?> kind =
        Arrays.stream(Main.class.getAnnotation(Command.class).subcommands())
            .filter(each -> each.getAnnotation(Command.class).name().equals(words.get(0)))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no such command: " + command));
    if (words.size() > 1) {
      new CommandLine(kind).parseArgs(words.subList(1, words.size()).toArray(new String[0]));
    }
    for (int i = 1; i < words.size(); i++) {
      if (words.get(i - 1).equals("--set")) {
        checkKey(command, words.get(0), words.get(i).replaceFirst("=.*", ""));
      }
    }
  }

  /** A search has keys of its own, and those of the configuration that it names. */
  private static void checkKey(String command, String kind, String key) {
    if (kind.equals("search") && !key.startsWith("overrides.")) {
      assertThat(read("spark-job/README.md")).as(command).contains("| `" + key + "`");
    } else {
      assertThat(keys()).as(command).contains(key.replaceFirst("^overrides\\.", ""));
    }
  }

  private static void checkMaven(String command) {
    String profiles = read("pom.xml") + read("core/pom.xml");
    matches("-P([\\w,]+)", command)
        .flatMap(match -> Stream.of(match.group(1).split(",")))
        .forEach(name -> assertThat(profiles).as(command).contains("<id>" + name + "</id>"));
  }

  private static void checkScript(String command, List<String> words) {
    String script = read(words.get(0));
    words.stream()
        .skip(1)
        .filter(word -> words.indexOf(word) == 1 || OPTION.matcher(word).matches())
        .forEach(word -> assertThat(script).as(command).contains(word));
  }

  /** What cron gives to Lockstep is what RetrainIT runs; the others give it the same. */
  @Test
  void allSchedulersTrainInTheSameWay() {
    String page = read("conf/schedulers/README.md").replaceAll("\\s+", " ");
    String cron = section(page, "## cron", "## Airflow");
    String airflow = section(page, "## Airflow", "## Kubernetes");
    String kubernetes = section(page, "## Kubernetes", "## What is there");

    String resumed = "--resume --from-current";
    String day = "data.train=/data/people/${date}.csv.gz";
    String age = "data.max_age=36h";
    assertThat(read("scripts/retrain")).contains(" train \"$config\" " + resumed + " ");
    assertThat(cron)
        .contains("conf/retrain.yaml --set '" + day + "' --set " + age)
        .contains("scripts/retrain --json-log");
    assertThat(airflow)
        .contains("lockstep(\"train\", \"" + resumed.replace(" ", "\", \"") + "\"")
        .contains("\"--set\", \"" + day + "\", \"--set\", \"" + age + "\"");
    String submitted = "lockstep-spark-\\S+\\.jar --json-log (train .*?--var date=)`date \\+%F`";
    List<String> commands = matches(submitted, kubernetes).map(match -> match.group(1)).toList();
    assertThat(commands)
        .singleElement()
        .asString()
        .contains("conf/retrain.yaml " + resumed + " --set '" + day + "' --set " + age);
    String command = commands.get(0).replace("'", "") + "2026-01-01";
    checkArguments(command, List.of(command.split(" ")));
  }

  private static String section(String page, String from, String to) {
    assertThat(page).containsOnlyOnce(" " + from + " ").contains(" " + to);
    return page.substring(page.indexOf(" " + from + " "), page.indexOf(" " + to));
  }

  /** All keys of a configuration: the table of them is generated. */
  private static Set<String> keys() {
    return matches("(?m)^\\| `([a-z_]+\\.[a-z0-9_]+)` \\|", read(KEYS_PAGE))
        .map(match -> match.group(1))
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "README.md",
        "CONTRIBUTING.md",
        "conf/README.md",
        "conf/schedulers/README.md",
        "core/README.md",
        "scripts/README.md",
        "spark-job/README.md"
      })
  void everyKeyIsOneOfAConfigurationOrOfTheReport(String page) throws IOException {
    Set<String> keys = keys();
    String sections =
        keys.stream()
            .map(key -> key.substring(0, key.indexOf('.')))
            .distinct()
            .collect(Collectors.joining("|"));
    String sources = sources("spark-job");
    assertThat(keys).hasSizeGreaterThan(50);
    code(page)
        .flatMap(code -> matches("(?<![\\w./-])(?:" + sections + ")\\.([a-z][a-z0-9_]*)\\b", code))
        .filter(match -> !keys.contains(match.group()))
        .filter(match -> !match.group().equals(RunFolder.PAGE))
        .forEach(
            match ->
                assertThat(sources)
                    .as("%s: %s", page, match.group())
                    .contains('"' + match.group(1).replaceFirst("^(train|dev|test)_", "_") + '"'));
  }

  @Test
  void everyMessageIsOne() throws IOException {
    String sources = sources("core") + sources("spark-job") + sources("scripts");
    String page = read("spark-job/README.md");
    String troubles = page.substring(page.indexOf("\n## Troubleshooting"));
    List<String> messages =
        matches("(?m)^\\| `([^`]+)` \\|", troubles).map(match -> match.group(1)).toList();
    assertThat(messages).hasSizeGreaterThan(30);
    for (String message : messages) {
      assertThat(Stream.of(message.split("…")).map(String::strip).filter(part -> part.length() > 3))
          .as(message)
          .isNotEmpty()
          .allMatch(sources::contains);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"CONTRIBUTING.md", "core/README.md"})
  void everyClassAndFolderIsOne(String page) throws IOException {
    List<String> paths = new ArrayList<>(List.of("pom.xml"));
    for (String folder : List.of("conf", "core", "scripts", "spark-job")) {
      paths.addAll(paths(folder));
    }
    Set<String> classes =
        paths.stream()
            .filter(path -> path.endsWith(".java"))
            .map(path -> path.replaceAll(".*/|\\.java", ""))
            .collect(Collectors.toSet());
    assertThat(code(page).filter(code -> code.matches("[A-Z][a-z]+[A-Za-z0-9]*")))
        .isNotEmpty()
        .allMatch(classes::contains);
    assertThat(code(page).filter(code -> code.matches("(conf|core|spark-job)/[^ *]+")))
        .filteredOn(code -> !code.contains("/target/"))
        .allMatch(
            code -> {
              String path = Pattern.quote(code).replace("/.../", "\\E/.+/\\Q");
              return paths.stream().anyMatch(each -> each.matches(path));
            });
  }

  @ParameterizedTest
  @CsvSource({
    "core/README.md, core/src/test/java/dev/lockstep/TrainWithoutSparkTest.java core/src/test/java/dev/lockstep/score/ScoreProgram.java",
    "spark-job/README.md, spark-job/src/test/java/dev/lockstep/spark/run/TrainingIT.java"
  })
  void theJavaOfAPageIsPartOfATest(String page, String paths) {
    String test =
        Arrays.stream(paths.split(" ")).map(PagesTest::read).collect(Collectors.joining("\n"));
    List<String> examples =
        matches("(?ms)^```java\n(.*?)^```$", read(page))
            .map(match -> match.group(1).strip())
            .toList();
    assertThat(examples).isNotEmpty();
    assertThat(examples).allSatisfy(example -> assertThat(words(test)).contains(words(example)));
  }

  private static String words(String text) {
    return text.replaceAll("\\s+", " ");
  }
}
