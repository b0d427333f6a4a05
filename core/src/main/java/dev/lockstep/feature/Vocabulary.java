package dev.lockstep.feature;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Distinct values in order, each found by its place and the other way round. Immutable. */
public final class Vocabulary<T> {
  private final List<T> values;
  private final Map<T, Integer> places;

  /**
   * Over those values, in their order.
   *
   * @throws IllegalArgumentException naming a value that occurs twice
   */
  public Vocabulary(Collection<? extends T> values) {
    this.values = List.copyOf(values);
    places = new HashMap<>(2 * values.size());
    for (T value : this.values) {
      Integer before = places.putIfAbsent(value, places.size());
      if (before != null) {
        throw new IllegalArgumentException("the value '" + value + "' occurs twice");
      }
    }
  }

  /** The place of a value, from 0, or -1 for one that is not here. */
  public int indexOf(@Nullable Object value) {
    Integer place = places.get(value);
    return place == null ? -1 : place;
  }

  /** The value at that place. */
  public T get(int place) {
    return values.get(place);
  }

  /** Number of values. */
  public int size() {
    return values.size();
  }

  /** All values, in order. */
  public List<T> values() {
    return values;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Vocabulary<?> that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
