package dev.lockstep.spark.exchange.wire;

import dev.lockstep.spark.config.ExchangeConfig.Protection;
import java.io.Serializable;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

/**
 * What lets workers into a session. Travels in the tasks' closures, over Spark's own connections.
 *
 * @param secret of one session only, random
 * @param protection of frames; the connections are authenticated whatever it is
 */
public record Credentials(String secret, Protection protection) implements Serializable {
  private static final int SECRET_BITS = 256;

  /** With a new secret. */
  public static Credentials random(Protection protection) {
    BigInteger secret = new BigInteger(SECRET_BITS, new SecureRandom());
    return new Credentials(secret.toString(Character.MAX_RADIX), protection);
  }

  byte[] secretBytes() {
    return secret.getBytes(StandardCharsets.UTF_8);
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return "authenticated, " + protection;
  }
}
