package dev.lockstep.spark.registry;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/**
 * Who does something to a registry, and when.
 *
 * @param at in UTC
 * @param by user, host and process, with a part that is never used twice
 */
record Author(String at, String by) {
  static Author here() {
    String by =
        System.getProperty("user.name", "unknown")
            + "@"
            + host()
            + " process "
            + ProcessHandle.current().pid()
            + " "
            + UUID.randomUUID();
    return new Author(Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(), by);
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }
}
