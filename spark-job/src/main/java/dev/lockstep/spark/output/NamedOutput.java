package dev.lockstep.spark.output;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.fs.FSError;

/** A file that is being written, whose failures name it, and say why in words. */
final class NamedOutput extends OutputStream {
  private final String name;
  private final OutputStream plain;

  NamedOutput(String name, OutputStream plain) {
    this.name = name;
    this.plain = plain;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    try {
      plain.write(bytes, from, length);
    } catch (IOException | FSError e) {
      throw failed(e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      plain.close();
    } catch (IOException | FSError e) {
      throw failed(e);
    }
  }

  /** Hadoop tells of full local disks by an Error, with an IOException in it. */
  private IOException failed(Throwable e) {
    Exception cause = e.getCause() instanceof IOException io ? io : new IOException(e);
    String why = e instanceof IOException io ? Reason.of(io) : Reason.of(cause);
    return new IOException(name + ": " + why, e);
  }
}
