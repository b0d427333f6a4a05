package dev.lockstep.spark.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.exchange.driver.SessionFailedException;
import dev.lockstep.spark.table.BadDataException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FailureTest {
  private record Report(int code, String err) {
    static Report of(Throwable failure) {
      StringWriter err = new StringWriter();
      return new Report(Failure.report(failure, new PrintWriter(err)), err.toString());
    }
  }

  @Test
  void aWorkersFirstFailureIsAllThatIsSaidOfAFailedSession() {
    Throwable spark = new IllegalStateException("Job aborted", new RuntimeException("refused"));
    String worker = "the worker of shards 0 to 1 (executor 7 on node3) failed: the disk is full";
    Report report = Report.of(new SessionFailedException(worker, spark));
    assertThat(report.err()).isEqualTo("error: " + worker + System.lineSeparator());
    assertThat(report.code()).isEqualTo(Failure.RUNNING);
  }

  @Test
  void whatIsKnownIsFoundAmongTheCauses() {
    Throwable config = new ConfigException(List.of("no such key"));
    assertThat(Report.of(new RuntimeException(config)).code()).isEqualTo(Failure.USAGE);
    Throwable data = new BadDataException("no such column");
    assertThat(Report.of(new RuntimeException(data)).err()).contains("error: no such column");
    assertThat(Report.of(new RuntimeException(data)).code()).isEqualTo(Failure.DATA);
  }

  @Test
  void ofTheUnknownTheFirstCauseComesFirst() {
    Report report = Report.of(new RuntimeException("outer", new ArithmeticException("inner")));
    assertThat(report.code()).isEqualTo(Failure.RUNNING);
    assertThat(report.err().lines()).first().asString().isEqualTo("error: arithmetic: inner");
    assertThat(report.err()).contains("while: outer", "--stacktrace");
  }
}
