package dev.lockstep.feature;

import dev.lockstep.feature.FeatureColumn.Categorical;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** Where the categories of a schema are in packed rows; finds those that training did not see. */
public final class OneHotColumns implements Serializable {
  private static final long serialVersionUID = 1;

  private final List<Place> places = new ArrayList<>();

  /** The elements of a column. */
  private record Place(String name, int offset, int width) implements Serializable {}

  public OneHotColumns(FeatureSchema features) {
    int[] offsets = features.offsets();
    for (int i = 0; i < offsets.length; i++) {
      if (features.columns().get(i) instanceof Categorical column) {
        places.add(new Place(column.name(), offsets[i], column.packedWidth()));
      }
    }
  }

  /** Number of columns. */
  public int size() {
    return places.size();
  }

  /** Their names, in order. */
  public List<String> names() {
    return places.stream().map(Place::name).toList();
  }

  /**
   * Whether a row's category is an unseen one: all elements are 0.
   *
   * @param column from 0 to size()
   * @param rows packed rows, of which one begins at that place
   */
  public boolean isUnseen(int column, float[] rows, int at) {
    Place place = places.get(column);
    int from = at + place.offset();
    for (int i = from; i < from + place.width(); i++) {
      if (rows[i] != 0) {
        return false;
      }
    }
    return true;
  }
}
