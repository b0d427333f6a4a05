package dev.lockstep.spark.registry;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/** Processes that publish models, each a JVM. */
final class Publishers {
  private Publishers() {}

  /** Starts one that does that with a registry. */
  static Process start(Path registry, String... work) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Publishers.class.getName(), registry.toString()));
    command.addAll(List.of(work));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  static BufferedReader output(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** REGISTRY once VERSION, or REGISTRY forever RUN; tells line by line what is done. */
  public static void main(String[] args) throws IOException {
    Registry registry = Registry.open(args[0], "churn", new Configuration());
    if (args[1].equals("once")) {
      once(registry, Integer.parseInt(args[2]));
      return;
    }
    while (true) {
      Optional<Decision> seen = registry.last();
      System.out.println("seen");
      int version = registry.add(args[2], Optional.empty()).number();
      System.out.println("added");
      registry.promote(version, seen, "next");
      System.out.println("promoted");
    }
  }

  /** Promotes as soon as it is told to, by a line, what it has looked at before. */
  private static void once(Registry registry, int version) throws IOException {
    Optional<Decision> seen = registry.last();
    System.out.println("ready");
    if (System.in.read() < 0) {
      throw new UncheckedIOException(new IOException("nobody tells"));
    }
    try {
      registry.promote(version, seen, "at once");
      System.out.println("won");
    } catch (PromotionLostException e) {
      System.out.println("lost");
    }
  }
}
