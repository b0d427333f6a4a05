package dev.lockstep.spark.table.pack;

import dev.lockstep.feature.value.BadValueException;
import dev.lockstep.model.ModelJson;
import dev.lockstep.shard.RowHash;
import dev.lockstep.shard.Shard.RowFormat;
import dev.lockstep.spark.table.BadDataException;
import dev.lockstep.spark.table.encode.RowEncoder;
import dev.lockstep.spark.table.encode.TargetEncoder;
import dev.lockstep.spark.table.read.InputOrder;
import dev.lockstep.spark.table.read.InputOrder.Position;
import dev.lockstep.spark.table.read.RowBlock;
import dev.lockstep.spark.table.read.RowLocation;
import dev.lockstep.spark.table.read.RowReader;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/**
 * Packs the rows of one partition of a table into packages of float32 rows, each for one shard of
 * one split, and one range of hashes in it.
 */
final class RowPacker implements Iterator<Tuple2<Integer, PackedRows>> {
  /** Floats in a package at most: large enough to ship in bulk. */
  private static final int PACKAGE_FLOATS = 1 << 16;

  /** Floats in all packages that a task fills at the same time, if more than a row each: 8 MiB. */
  private static final int TASK_FLOATS = 1 << 21;

  /** Rows that there is room for in the first package of a shard, at first. */
  private static final int FEW_ROWS = 16;

  /**
   * What it takes to pack rows; features and target as JSON. Travels in closures.
   *
   * @param order that of the rows if they are to keep it, or null
   */
  record Packing(
      RowReader reader,
      String features,
      String target,
      RowFormat format,
      ShardKeys keys,
      @Nullable InputOrder order)
      implements Serializable {
    /** How many rows to encode at once. */
    int blockRows() {
      return Math.max(1, PACKAGE_FLOATS / format.width());
    }

    /** How many rows make a package, where there is one for each range of each shard. */
    int packageRows() {
      int possible = reader.possibleSplits().length * keys.shards() * keys.ranges();
      int floats = Math.min(PACKAGE_FLOATS, TASK_FLOATS / possible);
      return Math.max(1, floats / format.width());
    }
  }

  private final Packing packing;
  private final int partition;
  private final Iterator<RowBlock> blocks;
  private final RowEncoder encoder;
  private final TargetEncoder targetEncoder;
  private final RowLocation location = new RowLocation();
  private Position position;
  private float[] packed = new float[0];
  private long[] hashes = new long[0];
  private final Filling[] packages;
  private final int[] announced;
  private final int packageFloats;
  private final Queue<Tuple2<Integer, PackedRows>> ready = new ArrayDeque<>();
  private boolean finished;

  /** A package being filled. */
  private static final class Filling {
    private final int size;
    private float[] floats = new float[0];
    private int used;
    private int sequence;

    Filling(int size) {
      this.size = size;
    }

    void append(float[] packed, int offset, int width) {
      if (used == floats.length) {
        // Where one has been filled, others will be.
        int wanted = sequence > 0 ? size : Math.max(FEW_ROWS * width, 2 * used);
        floats = Arrays.copyOf(floats, Math.min(size, wanted));
      }
      System.arraycopy(packed, offset, floats, used, width);
      used += width;
    }

    boolean isFull() {
      return used == size;
    }

    /** Hands over what it holds, and starts anew. */
    PackedRows take(Position position) {
      float[] content = used == floats.length ? floats : Arrays.copyOf(floats, used);
      floats = new float[0];
      used = 0;
      return new PackedRows(position, sequence++, content);
    }
  }

  RowPacker(Packing packing, int partition, Iterator<RowBlock> blocks) {
    this.packing = packing;
    this.partition = partition;
    this.position = new Position(partition, "", 0);
    this.blocks = blocks;
    this.encoder =
        new RowEncoder(ModelJson.features(packing.features()), packing.reader().features());
    this.targetEncoder =
        TargetEncoder.of(packing.reader().target(), ModelJson.target(packing.target()));
    this.packages = new Filling[packing.keys().count()];
    this.announced = new int[packing.keys().count()];
    this.packageFloats = packing.packageRows() * packing.format().width();
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && blocks.hasNext()) {
      RowBlock block = blocks.next();
      boolean another = location.next(block.size());
      if (another && packing.order() != null) {
        sendAll();
        position = location.position(packing.order(), partition);
      }
      add(packing.reader().kept(packing.reader().wellFormed(block)));
    }
    if (ready.isEmpty() && !finished) {
      finished = true;
      sendAll();
      announce();
    }
    return !ready.isEmpty();
  }

  private void sendAll() {
    for (int key = 0; key < packages.length; key++) {
      send(key);
    }
  }

  /** Last, though it arrives first: packages are shipped in the order of their keys. */
  private void announce() {
    for (int key = 0; key < announced.length; key++) {
      if (announced[key] > 0) {
        ready.add(new Tuple2<>(key, PackedRows.announcing(announced[key])));
      }
    }
  }

  @Override
  public Tuple2<Integer, PackedRows> next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }

  private void add(RowBlock rows) {
    int width = packing.format().width();
    if (packed.length < rows.size() * width) {
      packed = new float[rows.size() * width];
    }
    encode(rows);
    if (hashes.length < rows.size()) {
      hashes = new long[rows.size()];
    }
    RowHash.ofAll(packed, width, hashes, rows.size());
    ShardKeys keys = packing.keys();
    for (int i = 0; i < rows.size(); i++) {
      int key = keys.of(packing.reader().split(rows.row(i)), hashes[i]);
      announced[keys.announcement(key)]++;
      append(key, i * width);
    }
  }

  private void encode(RowBlock rows) {
    try {
      encoder.encode(rows, packed, packing.format().width());
    } catch (BadValueException e) {
      throw located(rows, e);
    }
    for (int i = 0; i < rows.size(); i++) {
      try {
        encodeEnd(rows.row(i), (i + 1) * packing.format().width());
      } catch (BadValueException e) {
        throw located(rows.place(i), e);
      }
    }
  }

  /** Target and weight, which are the end of a packed row. */
  private void encodeEnd(InternalRow row, int end) {
    targetEncoder.encode(row, packed, end - 1 - packing.format().targets());
    packed[end - 1] = packing.reader().weight(row);
  }

  /** Of the first row that cannot be encoded. */
  private BadDataException located(RowBlock rows, BadValueException found) {
    for (int i = 0; i < rows.size(); i++) {
      try {
        encoder.encode(rows.row(i), packed, 0);
      } catch (BadValueException e) {
        return located(rows.place(i), e);
      }
    }
    throw new IllegalStateException("every row of the block can be encoded", found);
  }

  private BadDataException located(int place, BadValueException found) {
    return new BadDataException(found.getMessage() + ", in " + location.of(place), found);
  }

  private void append(int key, int offset) {
    int width = packing.format().width();
    Filling current = packages[key];
    if (current == null) {
      current = new Filling(packageFloats);
      packages[key] = current;
    }
    current.append(packed, offset, width);
    if (current.isFull()) {
      send(key);
    }
  }

  private void send(int key) {
    Filling current = packages[key];
    if (current != null && current.used > 0) {
      ready.add(new Tuple2<>(key, current.take(position)));
    }
  }
}
