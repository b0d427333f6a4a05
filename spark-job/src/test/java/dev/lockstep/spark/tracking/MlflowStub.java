package dev.lockstep.spark.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A server that keeps to MLflow's REST contract, and can be made to behave badly. */
public final class MlflowStub implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** How it behaves. */
  public enum Manner {
    ANSWERS,
    REFUSES,
    FAILS,
    HANGS
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closed = new CountDownLatch(1);

  /** Every metric, in the order in which they came. */
  public final List<JsonNode> metrics = new CopyOnWriteArrayList<>();

  public final Map<String, String> parameters = new TreeMap<>();
  public final List<JsonNode> created = new CopyOnWriteArrayList<>();
  public final List<JsonNode> updates = new CopyOnWriteArrayList<>();
  public final List<String> authorizations = new CopyOnWriteArrayList<>();
  public final List<String> experiments = new CopyOnWriteArrayList<>();
  public final CountDownLatch asked = new CountDownLatch(1);
  public volatile Manner manner = Manner.ANSWERS;

  /** What it has answered to that nobody may ask. */
  public final List<String> violations = new CopyOnWriteArrayList<>();

  /** At any port that is free, or at a certain one. */
  public MlflowStub(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  public String uri() {
    return "http://127.0.0.1:" + port();
  }

  private void handle(HttpExchange exchange) throws IOException {
    asked.countDown();
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      @Nullable String authorization = exchange.getRequestHeaders().getFirst("Authorization");
      authorizations.add(String.valueOf(authorization));
      switch (manner) {
        case ANSWERS -> answer(exchange, body);
        case REFUSES -> send(exchange, 400, error("INVALID_PARAMETER_VALUE"));
        case FAILS -> send(exchange, 503, "<html>away</html>");
        case HANGS -> closed.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static String error(String code) {
    return "{\"error_code\":\"" + code + "\",\"message\":\"no\"}";
  }

  private synchronized void answer(HttpExchange exchange, String body) throws IOException {
    String place = exchange.getRequestURI().getPath().replace("/api/2.0/mlflow/", "");
    String method = exchange.getRequestMethod();
    JsonNode asks = JSON.readTree(body.isEmpty() ? "{}" : body);
    switch (method + " " + place) {
      case "GET experiments/get-by-name" -> get(exchange);
      case "POST experiments/create" -> {
        experiments.add(asks.get("name").asText());
        send(exchange, 200, "{\"experiment_id\":\"" + (experiments.size() - 1) + "\"}");
      }
      case "POST runs/create" -> {
        created.add(asks);
        send(exchange, 200, "{\"run\":{\"info\":{\"run_id\":\"r" + created.size() + "\"}}}");
      }
      case "POST runs/log-batch" -> batch(exchange, asks);
      case "POST runs/update" -> {
        updates.add(asks);
        send(exchange, 200, "{\"run_info\":{}}");
      }
      default -> {
        violations.add(method + " " + place);
        send(exchange, 404, error("ENDPOINT_NOT_FOUND"));
      }
    }
  }

  private void get(HttpExchange exchange) throws IOException {
    String query = Objects.requireNonNull(exchange.getRequestURI().getQuery());
    int id = experiments.indexOf(query.replace("experiment_name=", "").replace('+', ' '));
    if (id < 0) {
      send(exchange, 404, error("RESOURCE_DOES_NOT_EXIST"));
    } else {
      send(exchange, 200, "{\"experiment\":{\"experiment_id\":\"" + id + "\"}}");
    }
  }

  private void batch(HttpExchange exchange, JsonNode asks) throws IOException {
    List<String> wrong = new ArrayList<>();
    if (!asks.path("run_id").asText().equals("r" + created.size())) {
      wrong.add("run_id " + asks.path("run_id"));
    }
    if (asks.path("metrics").size() > 1000 || asks.path("params").size() > 100) {
      wrong.add("too many at once");
    }
    asks.path("metrics").forEach(metric -> check(metric, wrong));
    asks.path("params")
        .forEach(
            each -> {
              if (each.get("value").asText().length() > 500
                  || !each.get("key").asText().matches("[\\w./ -]{1,250}")) {
                wrong.add("param " + each);
              }
            });
    if (!wrong.isEmpty()) {
      violations.addAll(wrong);
      send(exchange, 400, error("INVALID_PARAMETER_VALUE"));
      return;
    }
    asks.path("metrics").forEach(metrics::add);
    asks.path("params")
        .forEach(each -> parameters.put(each.get("key").asText(), each.get("value").asText()));
    send(exchange, 200, "{}");
  }

  private static void check(JsonNode metric, List<String> wrong) {
    boolean right =
        metric.path("key").asText().matches("[\\w./ -]{1,250}")
            && metric.path("value").isNumber()
            && metric.path("timestamp").isIntegralNumber()
            && metric.path("step").isIntegralNumber();
    if (!right) {
      wrong.add("metric " + metric);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
