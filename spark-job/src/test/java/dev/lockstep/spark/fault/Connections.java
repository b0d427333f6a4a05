package dev.lockstep.spark.fault;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Established TCP connections, as the kernel knows them and resets them (ss -K). */
final class Connections {
  private Connections() {}

  /** One end of a connection: its own address and the other's, with ports. */
  record End(String local, String peer) {
    /** Both sides find the connection reset. */
    boolean reset() throws IOException {
      return !ss("-K", List.of("src", local, "dst", peer)).isEmpty();
    }
  }

  /** Of a process, in the order of their ports. */
  static List<End> of(ProcessHandle process) throws IOException {
    List<End> ends = new ArrayList<>();
    for (String line : ss("-p", List.of())) {
      if (line.contains("pid=" + process.pid() + ",")) {
        ends.add(end(line));
      }
    }
    ends.sort(Comparator.comparing(End::local));
    return ends;
  }

  /** From a line such as "0 0 127.0.0.1:40000 127.0.0.1:7077 users:(...)". */
  private static End end(String line) {
    String[] fields = line.strip().split("\\s+", -1);
    return new End(fields[2], fields[3]);
  }

  private static List<String> ss(String option, List<String> filter) throws IOException {
    List<String> command = new ArrayList<>(List.of("ss", option, "-tnH", "state", "established"));
    command.addAll(filter);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (var out = process.inputReader(StandardCharsets.UTF_8)) {
      return out.lines().filter(line -> !line.isBlank()).toList();
    }
  }

  /** Whether this machine's kernel and this user's rights allow it. */
  static boolean canBeReset() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket server = new ServerSocket(0, 1, loopback);
        Socket there = new Socket(loopback, server.getLocalPort());
        Socket here = server.accept()) {
      here.setSoTimeout(1000);
      new End("127.0.0.1:" + there.getLocalPort(), "127.0.0.1:" + there.getPort()).reset();
      return here.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (SocketException e) {
      return true; // Reset.
    } catch (IOException e) {
      return false; // There is no ss.
    }
  }
}
