package dev.lockstep.spark.output;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * The process that writes an output, and when it last said so.
 *
 * @param id of this one hold on the output, never used twice
 * @param machine tells running systems of the same name apart: within one, a pid means something
 */
record Owner(
    String id,
    String host,
    String machine,
    long pid,
    Instant processStarted,
    String applicationId,
    Instant started,
    Instant heartbeat) {

  /** How old the last heartbeat of a process on another machine may be. */
  static final Duration PATIENCE = Duration.ofMinutes(5);

  /** Linux counts a process's start from that of the system, which it corrects with its clock. */
  private static final Duration CLOCK_CORRECTION = Duration.ofSeconds(10);

  private static final ObjectMapper JSON = new ObjectMapper();

  /** This process, from now on. */
  static Owner here(String applicationId) {
    ProcessHandle process = ProcessHandle.current();
    Instant now = Instant.now();
    return new Owner(
        UUID.randomUUID().toString(),
        hostName(),
        thisMachine(),
        process.pid(),
        process.info().startInstant().orElse(now),
        applicationId,
        now,
        now);
  }

  /** The same with a heartbeat of now. */
  Owner beating() {
    return new Owner(id, host, machine, pid, processStarted, applicationId, started, Instant.now());
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown: " + e.getMessage();
    }
  }

  /** The boot of the system and the space of its process numbers; empty if they cannot be told. */
  private static String thisMachine() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip()
          + " "
          + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
    } catch (IOException | UnsupportedOperationException e) {
      return "";
    }
  }

  /** Whether it still writes, as far as can be told from here. */
  boolean isAlive(Instant now) {
    if (host.equals(hostName()) && machine.equals(thisMachine())) {
      return ProcessHandle.of(pid).map(this::isSameProcess).orElse(false);
    }
    return Duration.between(heartbeat, now).compareTo(PATIENCE) < 0;
  }

  private boolean isSameProcess(ProcessHandle process) {
    boolean sameStart =
        process
            .info()
            .startInstant()
            .map(start -> Duration.between(start, processStarted).abs())
            .map(difference -> difference.compareTo(CLOCK_CORRECTION) < 0)
            .orElse(true);
    return process.isAlive() && sameStart && !isZombie();
  }

  /** Whether it has ended, and only its parent has not asked how. */
  private boolean isZombie() {
    try {
      String status = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return "ZX".indexOf(status.charAt(status.lastIndexOf(')') + 2)) >= 0;
    } catch (IOException | IndexOutOfBoundsException e) {
      return false; // Not on this system, or gone since: then the next look tells.
    }
  }

  byte[] toJson() throws IOException {
    ObjectNode json = JSON.createObjectNode();
    json.put("id", id);
    json.put("host", host);
    json.put("machine", machine);
    json.put("pid", pid);
    json.put("process_started", processStarted.toString());
    json.put("application_id", applicationId);
    json.put("started", started.toString());
    json.put("heartbeat", heartbeat.toString());
    return JSON.writerWithDefaultPrettyPrinter()
        .writeValueAsString(json)
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Throws IOException if it is no owner. */
  static Owner fromJson(byte[] bytes) throws IOException {
    JsonNode json = JSON.readTree(bytes);
    try {
      return new Owner(
          json.path("id").asText(),
          json.path("host").asText(),
          json.path("machine").asText(),
          json.path("pid").asLong(),
          Instant.parse(json.path("process_started").asText()),
          json.path("application_id").asText(),
          Instant.parse(json.path("started").asText()),
          Instant.parse(json.path("heartbeat").asText()));
    } catch (DateTimeException e) {
      throw new IOException("not an owner file: " + e.getMessage(), e);
    }
  }

  @Override
  public String toString() {
    return "process "
        + pid
        + " on "
        + host
        + " ("
        + applicationId
        + "), since "
        + started
        + ", last heard of "
        + heartbeat;
  }
}
