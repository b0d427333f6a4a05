package dev.lockstep.model;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** A directory in memory, as another file system would implement it. */
final class MemoryDirectory implements ModelDirectory {
  private final Map<String, byte[]> files = new TreeMap<>();

  @Override
  public long length(String name) throws IOException {
    return bytes(name).length;
  }

  @Override
  public InputStream open(String name) throws IOException {
    return new ByteArrayInputStream(bytes(name));
  }

  @Override
  public OutputStream create(String name) {
    return new ByteArrayOutputStream() {
      @Override
      public void close() {
        files.put(name, toByteArray());
      }
    };
  }

  @Override
  public String describe(String name) {
    return "mem://run/" + name;
  }

  byte[] bytes(String name) throws FileNotFoundException {
    byte[] bytes = files.get(name);
    if (bytes == null) {
      throw new FileNotFoundException("none");
    }
    return bytes;
  }

  String text(String name) throws FileNotFoundException {
    return new String(bytes(name), StandardCharsets.UTF_8);
  }

  MemoryDirectory put(String name, byte[] bytes) {
    files.put(name, bytes);
    return this;
  }

  MemoryDirectory put(String name, String text) {
    return put(name, text.getBytes(StandardCharsets.UTF_8));
  }

  MemoryDirectory remove(String name) {
    files.remove(name);
    return this;
  }

  static MemoryDirectory of(Model model) throws IOException {
    MemoryDirectory directory = new MemoryDirectory();
    ModelFiles.write(model, directory);
    return directory;
  }
}
