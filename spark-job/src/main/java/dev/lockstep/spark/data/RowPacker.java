package dev.lockstep.spark.data;

import dev.lockstep.data.RowHash;
import dev.lockstep.data.Shard.RowFormat;
import dev.lockstep.model.ModelJson;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.apache.spark.sql.catalyst.InternalRow;
import scala.Tuple2;

/**
 * Packs the rows of one partition of a table into packages of float32 rows, each for one shard of
 * one split.
 */
final class RowPacker implements Iterator<Tuple2<Integer, PackedRows>> {
  /**
   * Floats in a package: large enough to ship in bulk, small enough to fill one for every shard at
   * the same time.
   */
  private static final int PACKAGE_FLOATS = 1 << 16;

  /** What it takes to pack rows; features and target as JSON. Travels in closures. */
  record Packing(TableReader reader, String features, String target, RowFormat format, int shards)
      implements Serializable {
    /** The key of a package: its split and shard. */
    int key(int split, int shard) {
      return split * shards + shard;
    }
  }

  private final Packing packing;
  private final int partition;
  private final Iterator<InternalRow> rows;
  private final RowEncoder encoder;
  private final TargetReader.Encoder targetEncoder;
  private final RowLocation location = new RowLocation();
  private final float[] packed;
  private final Filling[] packages;
  private final Queue<Tuple2<Integer, PackedRows>> ready = new ArrayDeque<>();
  private boolean finished;

  /** A package being filled. */
  private static final class Filling {
    private final float[] floats;
    private int used;
    private int sequence;

    Filling(int floats) {
      this.floats = new float[floats];
    }
  }

  RowPacker(Packing packing, int partition, Iterator<InternalRow> rows, int splits) {
    this.packing = packing;
    this.partition = partition;
    this.rows = rows;
    this.encoder =
        new RowEncoder(ModelJson.features(packing.features()), packing.reader().features());
    this.targetEncoder = packing.reader().target().encoder(ModelJson.target(packing.target()));
    this.packed = new float[packing.format().width()];
    this.packages = new Filling[packing.key(splits, 0)];
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && rows.hasNext()) {
      location.next();
      add(rows.next());
    }
    if (ready.isEmpty() && !finished) {
      finished = true;
      for (int key = 0; key < packages.length; key++) {
        send(key);
      }
    }
    return !ready.isEmpty();
  }

  @Override
  public Tuple2<Integer, PackedRows> next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }

  private void add(InternalRow row) {
    TableReader reader = packing.reader();
    if (reader.drops(row)) {
      return;
    }
    int width = packed.length;
    try {
      encoder.encode(row, packed, 0);
      targetEncoder.encode(row, packed, packing.format().features());
      packed[width - 1] = reader.weight(row);
    } catch (BadValueException e) {
      throw new BadDataException(e.getMessage() + ", in " + location, e);
    }
    int shard = RowHash.shard(RowHash.of(packed, 0, width), packing.shards());
    append(packing.key(reader.split(row), shard));
  }

  private void append(int key) {
    Filling current = packages[key];
    if (current == null) {
      int most = Math.max(1, PACKAGE_FLOATS / packed.length);
      current = new Filling(most * packed.length);
      packages[key] = current;
    }
    System.arraycopy(packed, 0, current.floats, current.used, packed.length);
    current.used += packed.length;
    if (current.used == current.floats.length) {
      send(key);
    }
  }

  private void send(int key) {
    Filling current = packages[key];
    if (current != null && current.used > 0) {
      float[] content = Arrays.copyOf(current.floats, current.used);
      ready.add(new Tuple2<>(key, new PackedRows(partition, current.sequence++, content)));
      current.used = 0;
    }
  }
}
