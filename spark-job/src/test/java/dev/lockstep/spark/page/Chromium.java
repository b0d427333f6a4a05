package dev.lockstep.spark.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Chromium without a window, steered by chromedriver as WebDriver says: JSON over HTTP. */
final class Chromium implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern STARTED = Pattern.compile("successfully on port (\\d+)");

  private static final List<String> QUIET =
      List.of(
          "--headless",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process driver;
  private final String base;
  private final String session;

  private Chromium(Process driver, int port, Path browser, Path profile) {
    this.driver = driver;
    this.base = "http://127.0.0.1:" + port;
    List<String> arguments = new ArrayList<>(QUIET);
    arguments.add("--user-data-dir=" + profile);
    Map<String, Object> wanted =
        Map.of(
            "browserName",
            "chrome",
            "goog:loggingPrefs",
            Map.of("browser", "ALL", "performance", "ALL"),
            "goog:chromeOptions",
            Map.of("binary", browser.toString(), "args", arguments));
    this.session =
        "/session/"
            + post("/session", Map.of("capabilities", Map.of("alwaysMatch", wanted)))
                .path("sessionId")
                .asText();
  }

  /** What it takes, if it is installed. */
  record Installation(Path browser, Path driver) {
    static Optional<Installation> find() {
      Optional<Path> driver = onPath("chromedriver");
      return Stream.of("chromium", "chromium-browser", "google-chrome")
          .flatMap(name -> onPath(name).stream())
          .findFirst()
          .flatMap(browser -> driver.map(it -> new Installation(browser, it)));
    }

    private static Optional<Path> onPath(String name) {
      String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
      return Stream.of(path.split(":", -1))
          .filter(directory -> !directory.isEmpty())
          .map(directory -> Path.of(directory).resolve(name))
          .filter(Files::isExecutable)
          .findFirst();
    }
  }

  /**
   * Starts it.
   *
   * @param profile an empty directory
   */
  static Chromium start(Installation installed, Path profile) throws IOException {
    Process driver =
        new ProcessBuilder(installed.driver().toString(), "--port=0")
            .redirectErrorStream(true)
            .start();
    try {
      return new Chromium(driver, port(driver), installed.browser(), profile);
    } catch (IOException | RuntimeException e) {
      driver.destroyForcibly();
      throw e;
    }
  }

  /** The driver says which free one it took. */
  private static int port(Process driver) throws IOException {
    BufferedReader lines = driver.inputReader(StandardCharsets.UTF_8);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      Matcher found = STARTED.matcher(line);
      if (found.find()) {
        return Integer.parseInt(found.group(1));
      }
    }
    throw new IOException("chromedriver ended before it listened");
  }

  private JsonNode post(String path, Object body) {
    try {
      return send(
          HttpRequest.newBuilder().POST(BodyPublishers.ofString(JSON.writeValueAsString(body))),
          path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonNode send(HttpRequest.Builder request, String path) throws IOException {
    try {
      HttpResponse<String> answer =
          http.send(
              request
                  .uri(URI.create(base + path))
                  .header("Content-Type", "application/json")
                  .timeout(Duration.ofMinutes(2))
                  .build(),
              BodyHandlers.ofString());
      JsonNode value = JSON.readTree(answer.body()).path("value");
      if (answer.statusCode() != 200) {
        throw new IllegalStateException(path + ": " + value.path("message").asText());
      }
      return value;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** A command of Chromium's own protocol. */
  JsonNode command(String name, Map<String, ?> parameters) {
    return post(session + "/goog/cdp/execute", Map.of("cmd", name, "params", parameters));
  }

  /** How pages are seen from now on. */
  void seen(int width, boolean dark, String medium) {
    command(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", width < 500));
    command(
        "Emulation.setEmulatedMedia",
        Map.of(
            "media",
            medium,
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
  }

  void open(Path page) {
    post(session + "/url", Map.of("url", page.toUri().toString()));
  }

  /** What a function's body returns in the page. */
  JsonNode run(String script) {
    return post(session + "/execute/sync", Map.of("script", script, "args", List.of()));
  }

  /** What a function's body hands to its callback, the last argument, in the page. */
  JsonNode runUntilCalled(String script) {
    return post(session + "/execute/async", Map.of("script", script, "args", List.of()));
  }

  /** Presses and lets go of a key. */
  void press(String key) {
    for (String type : List.of("keyDown", "keyUp")) {
      command("Input.dispatchKeyEvent", Map.of("type", type, "key", key));
    }
  }

  /** What was written to the console since it was asked last, or went wrong. */
  List<String> console() {
    return StreamSupport.stream(log("browser").spliterator(), false)
        .map(line -> line.path("level").asText() + " " + line.path("message").asText())
        .toList();
  }

  /** Addresses that were asked for since then. */
  List<String> requests() {
    return StreamSupport.stream(log("performance").spliterator(), false)
        .map(line -> message(line.path("message").asText()))
        .filter(it -> it.path("method").asText().equals("Network.requestWillBeSent"))
        .map(it -> it.path("params").path("request").path("url").asText())
        .toList();
  }

  private static JsonNode message(String json) {
    try {
      return JSON.readTree(json).path("message");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonNode log(String type) {
    return post(session + "/se/log", Map.of("type", type));
  }

  /** A picture of the whole page. */
  byte[] picture() {
    JsonNode shot =
        command("Page.captureScreenshot", Map.of("captureBeyondViewport", true, "format", "png"));
    return Base64.getDecoder().decode(shot.path("data").asText());
  }

  @Override
  public void close() throws IOException {
    try {
      send(HttpRequest.newBuilder().DELETE(), session);
    } finally {
      driver.destroy();
    }
  }
}
