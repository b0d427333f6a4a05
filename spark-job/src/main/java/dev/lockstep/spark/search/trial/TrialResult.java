package dev.lockstep.spark.search.trial;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of a trial in a rung.
 *
 * @param steps taken in all
 * @param epochs that these are, the last perhaps not whole
 * @param ending how the rung ended for it
 * @param cause why, where it did not end well
 * @param objective the figure of the dev split
 * @param dev all figures of the dev split
 * @param trainLoss mean over the steps of the last epoch; null if there is none that is finite
 * @param seconds of this rung
 * @param cpuSeconds of the thread that trained, in this rung
 * @param sha256 of the parameters that a training ends with that ends here
 */
public record TrialResult(
    int trial,
    int rung,
    long steps,
    double epochs,
    Ending ending,
    @Nullable String cause,
    @Nullable Double objective,
    Map<String, Object> dev,
    @Nullable Double trainLoss,
    double seconds,
    double cpuSeconds,
    @Nullable String sha256) {
  private static final JsonMapper JSON =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  /** How a rung ended for a trial. */
  public enum Ending {
    /** With a figure. */
    MEASURED,
    /** With a loss, or parameters, that are no finite numbers. */
    DIVERGED,
    /** With an error. */
    FAILED;

    /** The name in reports. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public TrialResult {
    dev = Collections.unmodifiableMap(new LinkedHashMap<>(dev));
  }

  /** One that did not end well. */
  public static TrialResult bad(TrialWork work, Ending ending, String cause) {
    return new TrialResult(
        work.trial(), work.rung(), 0, 0, ending, cause, null, Map.of(), null, 0, 0, null);
  }

  /** One that takes no step. */
  public static TrialResult unplanned(int trial, String cause) {
    return new TrialResult(trial, 0, 0, 0, Ending.FAILED, cause, null, Map.of(), null, 0, 0, null);
  }

  /** The same, after so many steps and as much time. */
  public TrialResult after(long taken, double passes, double wall, double cpu) {
    return new TrialResult(
        trial, rung, taken, passes, ending, cause, objective, dev, trainLoss, wall, cpu, sha256);
  }

  /** Whether it has a figure. */
  @JsonIgnore
  public boolean isMeasured() {
    return ending == Ending.MEASURED;
  }

  /** What a table tells of it, in the order in which it is written. */
  public Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("epochs", epochs);
    values.put("steps", steps);
    values.put("objective", objective);
    values.put("dev", dev);
    values.put("train_loss", trainLoss);
    values.put("seconds", seconds);
    values.put("cpu_seconds", cpuSeconds);
    values.put("cause", cause);
    values.put("sha256", sha256);
    return values;
  }

  /** As JSON. */
  public byte[] json() {
    try {
      return JSON.writeValueAsBytes(this);
    } catch (IOException e) {
      throw new UncheckedIOException("a result is always JSON", e);
    }
  }

  /** Throws IOException if the bytes are none of this version. */
  public static TrialResult of(byte[] json) throws IOException {
    return JSON.readValue(json, TrialResult.class);
  }
}
