package dev.lockstep.spark.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server that speaks S3 on loopback, in a process of its own. Buckets are directories. */
public final class S3Server implements AutoCloseable {
  private static final String IDENTITY = "identity";
  private static final String CREDENTIAL = "credential";
  private static final Pattern STARTED =
      Pattern.compile("Started .*ServerConnector.*\\{127\\.0\\.0\\.1:(\\d+)}");

  private final String classpath;
  private final Path directory;
  private Process process;
  private int port;

  /** Starts one that keeps its objects below a directory. */
  public S3Server(String classpath, Path directory) throws IOException {
    this.classpath = classpath;
    this.directory = directory;
    this.process = start();
  }

  private Process start() throws IOException {
    Path settings = directory.resolve("server.properties");
    Files.createDirectories(objects());
    Files.write(
        settings,
        List.of(
            "s3proxy.endpoint=http://127.0.0.1:" + port,
            "s3proxy.authorization=aws-v2-or-v4",
            "s3proxy.identity=" + IDENTITY,
            "s3proxy.credential=" + CREDENTIAL,
            "jclouds.provider=filesystem",
            "jclouds.filesystem.basedir=" + objects(),
            "jclouds.identity=unused",
            "jclouds.credential=unused"));
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process started =
        new ProcessBuilder(
                java,
                "-Xmx512m",
                "-cp",
                classpath,
                "org.gaul.s3proxy.Main",
                "--properties",
                settings.toString())
            .redirectErrorStream(true)
            .start();
    BufferedReader log = started.inputReader();
    port = port(log);
    // A pipe that nobody reads would stop the server.
    Thread drain = new Thread(() -> log.lines().forEach(line -> {}), "s3 server's log");
    drain.setDaemon(true);
    drain.start();
    return started;
  }

  private static int port(BufferedReader log) throws IOException {
    for (String line = log.readLine(); line != null; line = log.readLine()) {
      Matcher started = STARTED.matcher(line);
      if (started.find()) {
        return Integer.parseInt(started.group(1));
      }
    }
    throw new IOException("the S3 server has not started");
  }

  /** Where the objects lie as files, bucket by bucket. */
  public Path objects() {
    return directory.resolve("objects");
  }

  /** Options of spark-submit by which s3a paths lead here; a failure is told after few attempts. */
  public List<String> sparkOptions() {
    return List.of(
        "--conf", "spark.hadoop.fs.s3a.endpoint=http://127.0.0.1:" + port,
        "--conf", "spark.hadoop.fs.s3a.endpoint.region=us-east-1",
        "--conf", "spark.hadoop.fs.s3a.path.style.access=true",
        "--conf", "spark.hadoop.fs.s3a.access.key=" + IDENTITY,
        "--conf", "spark.hadoop.fs.s3a.secret.key=" + CREDENTIAL,
        // Files that a test lays there have no entity tag.
        "--conf", "spark.hadoop.fs.s3a.change.detection.mode=none",
        "--conf", "spark.hadoop.fs.s3a.change.detection.version.required=false",
        "--conf", "spark.hadoop.fs.s3a.attempts.maximum=2",
        "--conf", "spark.hadoop.fs.s3a.retry.limit=2");
  }

  /** Ends it at once, whatever it is doing. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Starts it again, at the same port. */
  public void restart() throws IOException {
    process = start();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
