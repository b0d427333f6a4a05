package dev.lockstep.spark.cli;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** Pictures of 28 x 28 pixels in the format of MNIST, of 10 kinds that are easily told apart. */
final class Idx {
  private Idx() {}

  /** Writes images.gz and labels.gz; gives the path of the images. */
  static Path write(Path directory, int items) throws IOException {
    Random random = new Random(1);
    try (DataOutputStream images = open(directory.resolve("images.gz"));
        DataOutputStream labels = open(directory.resolve("labels.gz"))) {
      for (int size : new int[] {0x803, items, 28, 28}) {
        images.writeInt(size);
      }
      labels.writeInt(0x801);
      labels.writeInt(items);
      for (int i = 0; i < items; i++) {
        int kind = i % 10;
        labels.writeByte(kind);
        for (int pixel = 0; pixel < 784; pixel++) {
          int light = pixel / 78 == kind ? 128 : 0;
          images.writeByte(light + random.nextInt(128));
        }
      }
    }
    return directory.resolve("images.gz");
  }

  private static DataOutputStream open(Path file) throws IOException {
    OutputStream out = Files.newOutputStream(file);
    return new DataOutputStream(new GZIPOutputStream(out));
  }
}
