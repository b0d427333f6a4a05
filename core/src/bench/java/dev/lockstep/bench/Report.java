package dev.lockstep.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Gathers the lines of the benchmarks into tables for people and one JSON file for machines. */
public final class Report {
  private Report() {}

  /**
   * Reads rows from standard input, prints the tables, and writes the file named by the argument.
   */
  public static void main(String[] args) throws IOException {
    Collection<Row> rows = fastest(read());
    Map<String, String> machine = machine();
    System.out.println(String.join(", ", machine.values()));
    rows.stream()
        .collect(Collectors.groupingBy(Row::table, LinkedHashMap::new, Collectors.toList()))
        .forEach((name, table) -> System.out.println("\n" + ReportTable.format(name, table)));
    long disturbed = rows.stream().filter(Row::isDisturbed).count();
    if (disturbed > 0) {
      System.out.printf(
          Locale.ROOT,
          "%n%d rows got less than 90%% of their threads' processor time: measure again on a quiet"
              + " machine, or in more rounds%n",
          disturbed);
    }
    write(Path.of(args[0]), rows, machine);
  }

  private static List<Row> read() throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    return Stream.of(in.lines().filter(line -> line.startsWith("{")).toArray(String[]::new))
        .map(Report::parse)
        .toList();
  }

  private static Row parse(String line) {
    try {
      return Row.parse(line);
    } catch (IOException e) {
      throw new IllegalArgumentException("not a row: " + line, e);
    }
  }

  /** Of rows that measured the same, the fastest: the others were disturbed. */
  private static Collection<Row> fastest(List<Row> rows) {
    BinaryOperator<Row> faster = (a, b) -> a.speed() >= b.speed() ? a : b;
    return rows.stream()
        .collect(Collectors.toMap(Row::subject, Function.identity(), faster, LinkedHashMap::new))
        .values();
  }

  private static Map<String, String> machine() throws IOException {
    Map<String, String> machine = new LinkedHashMap<>();
    machine.put("processor", processor());
    machine.put("processors", Runtime.getRuntime().availableProcessors() + " processors");
    machine.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    machine.put("java", "Java " + Runtime.version());
    return machine;
  }

  private static String processor() throws IOException {
    Path info = Path.of("/proc/cpuinfo");
    if (!Files.exists(info)) {
      return System.getProperty("os.arch");
    }
    try (Stream<String> lines = Files.lines(info)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    }
  }

  private static void write(Path file, Collection<Row> rows, Map<String, String> machine)
      throws IOException {
    Map<String, Object> report = new LinkedHashMap<>();
    ZonedDateTime now = ZonedDateTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS);
    report.put("date", now.format(DateTimeFormatter.ISO_OFFSET_DATE_TIME));
    report.put("machine", machine);
    report.put("rows", rows.stream().map(Row::fields).toList());
    new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), report);
  }
}
