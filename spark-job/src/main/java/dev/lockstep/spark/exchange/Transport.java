package dev.lockstep.spark.exchange;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.network.sasl.SecretKeyHolder;
import org.apache.spark.network.util.MapConfigProvider;
import org.apache.spark.network.util.TransportConf;

/** How both ends configure Spark's own transport for a session. */
final class Transport {
  private static final String MODULE = "lockstep";
  private static final int THREADS = 2;

  private Transport() {}

  /**
   * Authenticated both ways; with AES encryption where asked.
   *
   * @param silence milliseconds without traffic after which a connection that waits for a reply
   *     counts as dead
   */
  static TransportConf conf(boolean encrypt, int silence) {
    Map<String, String> settings = new HashMap<>();
    settings.put("spark.network.crypto.enabled", String.valueOf(encrypt));
    settings.put("spark." + MODULE + ".io.connectionTimeout", silence + "ms");
    settings.put("spark." + MODULE + ".io.connectionCreationTimeout", silence + "ms");
    settings.put("spark." + MODULE + ".io.serverThreads", String.valueOf(THREADS));
    settings.put("spark." + MODULE + ".io.clientThreads", "1");
    return new TransportConf(MODULE, new MapConfigProvider(settings));
  }

  /** One secret for whoever knows the session. */
  static SecretKeyHolder secret(String secret) {
    return new SecretKeyHolder() {
      @Override
      public String getSaslUser(String session) {
        return "lockstep";
      }

      @Override
      public String getSecretKey(String session) {
        return secret;
      }
    };
  }
}
