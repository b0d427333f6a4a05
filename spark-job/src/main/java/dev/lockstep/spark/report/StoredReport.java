package dev.lockstep.spark.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.diagnosis.Errors;
import dev.lockstep.diagnosis.ExampleCounts;
import dev.lockstep.metric.Measure;
import dev.lockstep.train.Split;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a report.json that lies somewhere tells of errors, and of the configuration.
 *
 * @param measure of which errors are what 1 lacks
 * @param examples that errors were measured on
 * @param config the configuration, section by section
 * @param moreData what its learning curve, if it has one, says of more data
 */
public record StoredReport(
    Measure measure,
    Errors errors,
    ExampleCounts examples,
    JsonNode config,
    Optional<String> moreData) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /**
   * Reads the bytes of a report.
   *
   * @throws IllegalArgumentException that goes on after the name of the file, if they are not that,
   *     or tell of no error on the training split
   */
  public static StoredReport of(byte[] bytes) {
    JsonNode report = parse(bytes);
    JsonNode config = object(report, "config");
    JsonNode train = object(report, "metrics").path(Split.TRAIN.toString());
    Measure measure = train.has(Measure.ACCURACY.toString()) ? Measure.ACCURACY : Measure.R2;
    Errors errors =
        new Errors(error(report, Split.TRAIN), error(report, Split.DEV), error(report, Split.TEST));
    if (errors.train().isEmpty()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "tells of no accuracy and no r2 on the train split; its status is %s",
              report.path("status").asText("not told")));
    }
    return new StoredReport(
        measure, errors, examples(report, measure), config, LearningCurveReport.moreData(report));
  }

  private static JsonNode parse(byte[] bytes) {
    try {
      return JSON.readTree(bytes);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("is no JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new IllegalArgumentException("is no JSON: " + e.getMessage(), e);
    }
  }

  private static JsonNode object(JsonNode report, String name) {
    JsonNode found = report.path(name);
    if (!found.isObject()) {
      String status = report.path("status").asText("finished");
      throw new IllegalArgumentException(
          status.equals("finished")
              ? "is no report of a training: it has no object '" + name + "'"
              : "has no '" + name + "' yet; its status is " + status);
    }
    return found;
  }

  private static OptionalDouble error(JsonNode report, Split split) {
    return Errors.of(measure -> number(report, "metrics", split.toString(), measure.toString()));
  }

  private static ExampleCounts examples(JsonNode report, Measure measure) {
    JsonNode data = report.path("data");
    return measure == Measure.ACCURACY
        ? DiagnosisReport.counted(
            split -> data.path(split + "_examples").asLong(ExampleCounts.MANY.dev()))
        : ExampleCounts.MANY;
  }

  /** The target error that the run was measured against, if it tells. */
  public OptionalDouble targetError() {
    return number(config, "diagnosis", "target_error");
  }

  private static OptionalDouble number(JsonNode node, String... names) {
    JsonNode found = node;
    for (String name : names) {
      found = found.path(name);
    }
    if (found.isMissingNode()) {
      return OptionalDouble.empty();
    }
    if (!found.isNumber()) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "has %s for %s, no number", found, String.join(".", names)));
    }
    return OptionalDouble.of(found.asDouble());
  }
}
