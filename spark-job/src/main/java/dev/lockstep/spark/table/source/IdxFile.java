package dev.lockstep.spark.table.source;

import dev.lockstep.spark.table.BadDataException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/**
 * A file of unsigned bytes in the IDX format of MNIST and its kin, plain or gzipped: two zero
 * bytes, the type 0x08, the number of dimensions, each dimension as a big-endian int, the data.
 */
public final class IdxFile {
  private static final int UNSIGNED_BYTE = 0x08;

  private final int[] shape;
  private final byte[] data;

  private IdxFile(int[] shape, byte[] data) {
    this.shape = shape;
    this.data = data;
  }

  /** Reads a file; throws BadDataException naming what is wrong with it. */
  public static IdxFile read(String path, Configuration hadoop) throws IOException {
    Path file;
    FileSystem files;
    try {
      file = new Path(path);
      files = file.getFileSystem(hadoop);
    } catch (IllegalArgumentException | UnsupportedFileSystemException e) {
      throw new BadDataException("'" + path + "' is no path of a file: " + e.getMessage(), e);
    }
    try (InputStream raw = new BufferedInputStream(files.open(file));
        DataInputStream in = new DataInputStream(unzipped(raw))) {
      int magic = in.readInt();
      if (magic >>> 8 != UNSIGNED_BYTE) {
        throw new BadDataException(
            String.format(
                Locale.ROOT,
                "%s begins with %08x; an IDX file of unsigned bytes begins with 000008",
                path,
                magic));
      }
      int[] shape = new int[magic & 0xFF];
      long size = 1;
      for (int i = 0; i < shape.length; i++) {
        shape[i] = in.readInt();
        if (shape[i] < 0) {
          throw new BadDataException(
              String.format(
                  Locale.ROOT,
                  "%s announces %d elements in dimension %d; an IDX file has at least 0",
                  path,
                  shape[i],
                  i));
        }
        size = Math.multiplyExact(size, (long) shape[i]);
      }
      byte[] data = in.readNBytes(Math.toIntExact(size));
      if (data.length < size) {
        throw new BadDataException(
            String.format(
                Locale.ROOT,
                "%s ends after %,d of the %,d bytes that its header %s announces",
                path,
                data.length,
                size,
                Arrays.toString(shape)));
      }
      return new IdxFile(shape, data);
    } catch (EOFException | ZipException | ArithmeticException e) {
      throw new BadDataException(path + " is no complete IDX file", e);
    }
  }

  private static InputStream unzipped(InputStream in) throws IOException {
    in.mark(2);
    boolean gzip = in.read() == 0x1F && in.read() == 0x8B;
    in.reset();
    return gzip ? new GZIPInputStream(in) : in;
  }

  /** Number of items, the first dimension. */
  public int items() {
    return shape.length == 0 ? 0 : shape[0];
  }

  /** The item's elements, each from 0 to 255. */
  public short[] item(int index) {
    int width = items() == 0 ? 0 : data.length / items();
    short[] item = new short[width];
    for (int i = 0; i < width; i++) {
      item[i] = (short) (data[index * width + i] & 0xFF);
    }
    return item;
  }
}
