package dev.lockstep.spark.config.key;

import java.util.ArrayList;
import java.util.List;

/** A section of the configuration and its keys, in the order in which they are documented. */
public final class Section {
  private final String name;
  private final String meaning;
  private final List<Key<?>> keys = new ArrayList<>();

  Section(String name, String meaning) {
    this.name = name;
    this.meaning = meaning;
  }

  <T> Key<T> add(Key<T> key) {
    if (!key.name().equals(name + "." + key.shortName())) {
      throw new IllegalArgumentException("key " + key.name() + " is not of section " + name);
    }
    keys.add(key);
    return key;
  }

  public String name() {
    return name;
  }

  public String meaning() {
    return meaning;
  }

  public List<Key<?>> keys() {
    return List.copyOf(keys);
  }
}
