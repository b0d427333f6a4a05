package dev.lockstep.spark.table.read;

import dev.lockstep.spark.table.BadDataException;
import dev.lockstep.spark.table.source.TableSource.Expected;
import dev.lockstep.spark.table.value.LabelType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds all columns of a table that cannot be read as a schema says. */
final class Misfits {
  private final TableSchema schema;
  private final TableColumns columns;
  private final List<Misfit> found = new ArrayList<>();

  Misfits(TableSchema schema, TableColumns columns) {
    this.schema = schema;
    this.columns = columns;
  }

  List<Misfit> all() {
    schema.features().forEach(this::checkFeature);
    LabelType classes = schema.target().classes();
    for (String label : schema.target().columns()) {
      if (classes == null) {
        check(label, "numbers", () -> columns.number("label", label));
      } else {
        check(label, "classes, " + classes, () -> schema.target().reader(columns));
      }
    }
    schema.weight().ifPresent(name -> check(name, "weights", () -> columns.number("weight", name)));
    return List.copyOf(found);
  }

  private void checkFeature(String name, Expected expected) {
    if (isThere(name, expected.kind().toString())
        && columns.readable(name, expected.kind()) == null) {
      add(name, expected.kind().toString());
    }
  }

  private void check(String name, String expected, Runnable reading) {
    if (!isThere(name, expected)) {
      return;
    }
    try {
      reading.run();
    } catch (BadDataException e) {
      add(name, expected);
    }
  }

  private boolean isThere(String name, String expected) {
    boolean there = columns.find(name) >= 0;
    if (!there) {
      found.add(new Misfit(name, expected, Optional.empty()));
    }
    return there;
  }

  private void add(String name, String expected) {
    found.add(
        new Misfit(name, expected, Optional.of(columns.type(columns.find(name)).simpleString())));
  }
}
