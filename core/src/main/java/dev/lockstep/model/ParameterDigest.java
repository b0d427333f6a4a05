package dev.lockstep.model;

import dev.lockstep.linalg.Range;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;

/** A fingerprint of parameters: two runs agree bit for bit exactly if theirs are equal. */
public final class ParameterDigest {
  private ParameterDigest() {}

  /**
   * The SHA-256, in hexadecimal, of the little-endian float32 bytes of all parameters in order: of
   * the bytes that follow the header of model.safetensors.
   */
  public static String sha256(float[] parameters) {
    try {
      MessageDigest digest = Sha256.begin();
      try (var out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
        FloatBytes.write(parameters, new Range(0, parameters.length), out);
      }
      return Sha256.hex(digest);
    } catch (IOException e) {
      throw new UncheckedIOException("a null stream does not fail", e);
    }
  }
}
