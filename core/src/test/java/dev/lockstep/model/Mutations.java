package dev.lockstep.model;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Ways in which a file gets damaged. */
final class Mutations {
  private static final String[] FRAGMENTS = {
    "0",
    "9",
    "-",
    "e9",
    "1e999",
    "99999999999999999999",
    "null",
    "true",
    "\"",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\\u0000",
    "\n",
    " ",
    "[[[[[[[[",
    "\u00e9",
    "{\"a\":1},"
  };

  private Mutations() {}

  /** Another file: that one with one to three damages. */
  static byte[] of(byte[] file, SplittableRandom random) {
    byte[] mutated = file.clone();
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      mutated = damage(mutated, random);
    }
    return mutated;
  }

  private static byte[] damage(byte[] file, SplittableRandom random) {
    int from = random.nextInt(file.length);
    int to = Math.min(file.length, from + random.nextInt(1, 1 << random.nextInt(1, 10)));
    byte[] some = new byte[random.nextInt(1, 9)];
    random.nextBytes(some);
    String fragment = FRAGMENTS[random.nextInt(FRAGMENTS.length)];
    return switch (random.nextInt(7)) {
      case 0 -> spliced(file, from, to, new byte[0]);
      case 1 -> spliced(file, from, from, Arrays.copyOfRange(file, from, to));
      case 2 -> spliced(file, from, Math.min(file.length, from + some.length), some);
      case 3 -> spliced(file, from, from, fragment.getBytes(StandardCharsets.UTF_8));
      case 4 -> spliced(file, from, from + 1, fragment.getBytes(StandardCharsets.UTF_8));
      case 5 ->
          spliced(file, from, from + 1, new byte[] {(byte) (file[from] ^ 1 << random.nextInt(8))});
      default -> Arrays.copyOf(file, Math.max(1, from));
    };
  }

  /** The file with other bytes where some were. */
  private static byte[] spliced(byte[] file, int from, int to, byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(file, 0, from);
    out.writeBytes(bytes);
    out.write(file, to, file.length - to);
    byte[] spliced = out.toByteArray();
    return spliced.length == 0 ? new byte[] {' '} : spliced;
  }
}
