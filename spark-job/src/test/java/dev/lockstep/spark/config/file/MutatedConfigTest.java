package dev.lockstep.spark.config.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spark.config.ConfigException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a configuration holds, it is loaded, or refused in lines for people. */
class MutatedConfigTest {
  private static final int MUTATIONS = 1000;
  private static final String[] FRAGMENTS = {
    "\n",
    "\t",
    " ",
    ":",
    ": ",
    "- ",
    "*a ",
    "&a ",
    "<<: *a\n",
    "[",
    "{",
    "}",
    "]",
    "'",
    "\"",
    "#",
    "!!",
    "|",
    "? ",
    "---\n",
    "~",
    "99999999999999999999",
    "1e999",
    "-1",
    ".nan",
    "\u0000",
    "\u00e9",
    "[[[[[[[[[[[[[[[[[[[[[[[[",
    "\uFEFF",
    "%",
    "@",
    "`"
  };

  @TempDir Path directory;

  @Test
  void anyMutationIsLoadedOrRefused() throws IOException {
    byte[] original = Files.readAllBytes(Repository.root().resolve("conf/quickstart.yaml"));
    Path file = directory.resolve("c.yaml");
    int refused = 0;
    for (int seed = 0; seed < MUTATIONS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      byte[] mutated = original;
      for (int i = random.nextInt(1, 4); i > 0; i--) {
        mutated = damaged(mutated, random);
      }
      refused += isRefused(Files.write(file, mutated)) ? 1 : 0;
    }
    assertThat(refused).isGreaterThan(MUTATIONS / 10);
  }

  /** Any other exception passes through. */
  private static boolean isRefused(Path file) {
    try {
      ConfigFile.load(file, List.of());
      return false;
    } catch (ConfigException e) {
      assertThat(e.problems()).isNotEmpty();
      assertThat(e.problems()).allMatch(line -> line.lines().count() == 1, "one line");
      return true;
    }
  }

  private static byte[] damaged(byte[] file, SplittableRandom random) {
    if (file.length == 0) {
      return file;
    }
    int from = random.nextInt(file.length);
    int to = Math.min(file.length, from + random.nextInt(1, 200));
    byte[] fragment = FRAGMENTS[random.nextInt(FRAGMENTS.length)].getBytes(UTF_8);
    byte[] flipped = {(byte) (file[from] ^ 1 << random.nextInt(8))};
    return switch (random.nextInt(5)) {
      case 0 -> spliced(file, from, to, new byte[0]);
      case 1 -> spliced(file, from, from, Arrays.copyOfRange(file, from, to));
      case 2 -> spliced(file, from, from, fragment);
      case 3 -> spliced(file, from, from + 1, fragment);
      default -> spliced(file, from, from + 1, flipped);
    };
  }

  /** The file with other bytes where some were. */
  private static byte[] spliced(byte[] file, int from, int to, byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(file, 0, from);
    out.writeBytes(bytes);
    out.write(file, to, file.length - to);
    return out.toByteArray();
  }
}
