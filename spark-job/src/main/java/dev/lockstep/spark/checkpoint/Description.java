package dev.lockstep.spark.checkpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Map;

/**
 * What a checkpoint says of itself: its state.json.
 *
 * @param step how many steps had been taken
 * @param best whether they end with the best evaluation so far
 * @param files its other files, by name
 */
public record Description(
    long step, boolean best, Origin origin, Course course, Map<String, FileDigest> files) {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  /** How long a file is, and the SHA-256 of its bytes, in hexadecimal digits. */
  public record FileDigest(long bytes, String sha256) {}

  byte[] json() throws IOException {
    return JSON.writeValueAsBytes(this);
  }

  /** Throws IOException if it is none of this version. */
  static Description of(byte[] json) throws IOException {
    return JSON.readValue(json, Description.class);
  }
}
