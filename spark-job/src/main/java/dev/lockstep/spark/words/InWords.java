package dev.lockstep.spark.words;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What an exception tells, for people: without the names of classes. */
public final class InWords {
  /** Java's and Spark's exceptions repeat those that they were caused by. */
  private static final Pattern CLASS =
      Pattern.compile("\\b(?:[a-z_]\\w*\\.)+[A-Z][\\w$]*(?:Exception|Error)\\b(?::\\s*)?");

  /** Of these the message says all. */
  private static final Set<String> SELF_EVIDENT =
      Set.of(
          "Throwable",
          "Exception",
          "RuntimeException",
          "Error",
          "IOException",
          "UncheckedIOException",
          "IllegalStateException",
          "IllegalArgumentException",
          "ConnectException",
          "SocketException",
          "HttpTimeoutException",
          "HttpConnectTimeoutException",
          "SocketTimeoutException",
          "SparkException",
          "ExecutionException",
          "FileNotFoundException");

  /** What some mean, beside those whose names say it. */
  private static final Map<String, String> MEANING =
      Map.of(
          "SparkException", "Spark does not say why",
          "ConnectException", "nobody answers there",
          "HttpConnectTimeoutException", "nobody answers there in time",
          "UnresolvedAddressException", "there is no host of that name",
          "UnknownHostException", "there is no host of that name",
          "EOFException", "it ends too soon",
          "ClosedChannelException", "the connection was closed",
          "NullPointerException", "something is missing inside of Lockstep");

  private InWords() {}

  /** What one tells. */
  public static String of(Throwable failure) {
    return of(failure.getClass().getSimpleName(), failure.getMessage());
  }

  /**
   * What one of that kind tells.
   *
   * @param kind the simple name of its class
   */
  public static String of(String kind, @Nullable String message) {
    String told = message == null ? "" : CLASS.matcher(message).replaceAll("").strip();
    if (told.isEmpty()) {
      return meaning(kind);
    }
    return SELF_EVIDENT.contains(kind) ? told : meaning(kind) + ": " + told;
  }

  /** In a file that does not exist: "no such file". */
  private static String meaning(String kind) {
    String words =
        kind.replaceAll("(Exception|Error)$", "")
            .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
            .toLowerCase(Locale.ROOT);
    return MEANING.getOrDefault(kind, words.isEmpty() ? "it failed" : words);
  }
}
