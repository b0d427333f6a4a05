package dev.lockstep.spark.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The REST interface of an MLflow server, as far as runs need it. */
final class MlflowServer {
  private static final String API = "/api/2.0/mlflow/";
  private static final String ABSENT = "RESOURCE_DOES_NOT_EXIST";
  private static final String THERE = "RESOURCE_ALREADY_EXISTS";
  private static final int SHOWN = 200;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String uri;
  private final Optional<String> authorization;
  private final Duration patience;
  private final HttpClient client;

  /** A request that the server has understood and refused. */
  static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1;
    private final String code;

    RefusedException(String code, String message) {
      super(message);
      this.code = code;
    }
  }

  /**
   * A server.
   *
   * @param uri of http or https
   * @param environment may have MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and _PASSWORD
   * @param patience how long it may take to connect, and to answer
   */
  MlflowServer(String uri, Map<String, String> environment, Duration patience) {
    this.uri = uri.replaceFirst("/+$", "");
    this.authorization = authorization(environment);
    this.patience = patience;
    this.client = HttpClient.newBuilder().connectTimeout(patience).build();
  }

  private static Optional<String> authorization(Map<String, String> environment) {
    @Nullable String token = environment.get("MLFLOW_TRACKING_TOKEN");
    @Nullable String user = environment.get("MLFLOW_TRACKING_USERNAME");
    if (token != null) {
      return Optional.of("Bearer " + token);
    }
    String both = user + ":" + environment.getOrDefault("MLFLOW_TRACKING_PASSWORD", "");
    return Optional.ofNullable(user)
        .map(
            name ->
                "Basic "
                    + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8)));
  }

  String uri() {
    return uri;
  }

  /** The id of an experiment of that name, which is created if there is none. */
  String experiment(String name) throws IOException, InterruptedException {
    Optional<String> found = find(name);
    if (found.isPresent()) {
      return found.get();
    }
    try {
      return text(post("experiments/create", Map.of("name", name)), "experiment_id");
    } catch (RefusedException e) {
      if (e.code.equals(THERE)) { // Another run was faster.
        return find(name).orElseThrow(() -> e);
      }
      throw e;
    }
  }

  private Optional<String> find(String name) throws IOException, InterruptedException {
    String query = URLEncoder.encode(name, StandardCharsets.UTF_8);
    HttpRequest.Builder request = request("experiments/get-by-name?experiment_name=" + query).GET();
    try {
      return Optional.of(text(answer(request).path("experiment"), "experiment_id"));
    } catch (RefusedException e) {
      if (e.code.equals(ABSENT)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Posts to a place; gives the answer. */
  JsonNode post(String place, Map<String, ?> body) throws IOException, InterruptedException {
    return answer(request(place).POST(BodyPublishers.ofString(JSON.writeValueAsString(body))));
  }

  private HttpRequest.Builder request(String place) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(uri + API + place))
            .timeout(patience)
            .header("Content-Type", "application/json");
    authorization.ifPresent(value -> request.header("Authorization", value));
    return request;
  }

  private JsonNode answer(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
    String body = response.body();
    int status = response.statusCode();
    if (status == 200) {
      return JSON.readTree(body);
    }
    String shown = "status " + status + ": " + body.substring(0, Math.min(SHOWN, body.length()));
    if (status >= 400 && status < 500) {
      throw new RefusedException(code(body), shown);
    }
    throw new IOException(shown);
  }

  /** What MLflow calls an error; empty if it was not MLflow that answered. */
  private static String code(String body) {
    try {
      return JSON.readTree(body).path("error_code").asText("");
    } catch (IOException e) {
      return "";
    }
  }

  static String text(JsonNode answer, String name) throws IOException {
    String found = answer.path(name).asText("");
    if (found.isEmpty()) {
      throw new IOException("the answer has no " + name);
    }
    return found;
  }
}
