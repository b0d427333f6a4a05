package dev.lockstep.spark.tracking;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * Writes figures as TensorBoard reads them: records of TensorFlow's protocol buffer Event, each
 * with a Summary of one scalar.
 */
final class EventFile implements Sink {
  private static final String VERSION = "brain.Event:2";

  /** Fields of Event, Summary, Summary.Value and SessionLog. */
  private static final int WALL_TIME = 1;

  private static final int STEP = 2;
  private static final int FILE_VERSION = 3;
  private static final int SUMMARY = 5;
  private static final int SESSION_LOG = 7;
  private static final int VALUE = 1;
  private static final int TAG = 1;
  private static final int SIMPLE_VALUE = 2;
  private static final int STATUS = 1;

  /** Of a SessionLog: what a process before wrote of this step and later ones does not count. */
  private static final int START = 1;

  private final OneWarning warning = new OneWarning();
  private final OutputStream out;
  private final TfRecords records;

  /** What has fields. */
  private interface Message {
    void writeTo(CodedOutputStream out) throws IOException;
  }

  /**
   * Begins a file.
   *
   * @param out closed at the end
   * @param millis since 1970
   * @param steps that had been taken before; 0 at the beginning
   */
  EventFile(OutputStream out, long millis, long steps) throws IOException {
    this.out = out;
    this.records = new TfRecords(out);
    write(millis, 0, event -> event.writeString(FILE_VERSION, VERSION));
    if (steps > 0) {
      byte[] session = bytes(log -> log.writeEnum(STATUS, START));
      write(millis, steps + 1, event -> event.writeByteArray(SESSION_LOG, session));
    }
    out.flush();
  }

  @Override
  public String describe() {
    return "TensorBoard's event file";
  }

  @Override
  public OneWarning warning() {
    return warning;
  }

  @Override
  public void write(List<Point> points) throws IOException {
    for (Point point : points) {
      byte[] value =
          bytes(
              message -> {
                message.writeString(TAG, point.name());
                message.writeFloat(SIMPLE_VALUE, (float) point.value());
              });
      byte[] summary = bytes(message -> message.writeByteArray(VALUE, value));
      write(point.millis(), point.steps(), event -> event.writeByteArray(SUMMARY, summary));
    }
    out.flush();
  }

  private void write(long millis, long step, Message what) throws IOException {
    records.write(
        bytes(
            event -> {
              event.writeDouble(WALL_TIME, millis / 1000.0);
              if (step != 0) {
                event.writeInt64(STEP, step);
              }
              what.writeTo(event);
            }));
  }

  private static byte[] bytes(Message message) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    message.writeTo(out);
    out.flush();
    return bytes.toByteArray();
  }

  @Override
  public void end(RunEnd how) throws IOException {
    out.close();
  }
}
