package dev.lockstep.spark.search.trial;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What was decided on a trial after a rung: a line of trials.jsonl. */
public record TrialRow(Trial trial, TrialResult result, Status status) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What becomes of a trial. */
  public enum Status {
    /** It goes on to the next rung. */
    PROMOTED,
    /** Others are better, and go on. */
    STOPPED,
    /** It has been trained to its end. */
    FINISHED,
    /** Its loss, or its parameters, are no finite numbers. */
    DIVERGED,
    /** It ended with an error. */
    FAILED,
    /** It waits for what the rung decides. */
    MEASURED;

    /** Before anything is decided. */
    public static Status of(TrialResult result) {
      return switch (result.ending()) {
        case MEASURED -> MEASURED;
        case DIVERGED -> DIVERGED;
        case FAILED -> FAILED;
      };
    }

    /** The name in trials.jsonl. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** In the order in which it is written; rounds and rungs are counted from 1. */
  public Map<String, Object> values() {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("trial", trial.number());
    row.put("round", trial.round() + 1);
    row.put("rung", result.rung() + 1);
    row.put("status", status.toString());
    row.put("parameters", trial.parameters());
    row.putAll(result.values());
    return row;
  }

  /** As a line, with its end. */
  public String line() {
    try {
      return JSON.writeValueAsString(values()) + "\n";
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
