package dev.lockstep.spark.fault;

import dev.lockstep.spark.testing.Processes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Real processes by their marks, and signals for them. */
final class Signals {
  /** Of the environment, which a process hands on to all that it starts. */
  static final String MARK = "LOCKSTEP_FAULTS";

  private Signals() {}

  /** All processes with that mark, the oldest first. */
  static List<ProcessHandle> marked(String mark) {
    String variable = "\0" + MARK + "=" + mark + "\0";
    return ProcessHandle.allProcesses()
        .filter(process -> ("\0" + file(process, "environ")).contains(variable))
        .filter(ProcessHandle::isAlive)
        .sorted()
        .toList();
  }

  static boolean isExecutor(ProcessHandle process) {
    return file(process, "cmdline").contains("\0--executor-id\0");
  }

  /** Empty for one that has ended meanwhile, or is not ours. */
  private static String file(ProcessHandle process, String name) {
    try {
      return Files.readString(
          Path.of("/proc", String.valueOf(process.pid()), name), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  /** Sends a signal, such as "STOP"; false if the process has ended. */
  static boolean send(ProcessHandle process, String signal) {
    return Processes.succeeds("kill", "-" + signal, String.valueOf(process.pid()));
  }
}
