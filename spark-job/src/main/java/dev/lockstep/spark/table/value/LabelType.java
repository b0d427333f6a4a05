package dev.lockstep.spark.table.value;

import dev.lockstep.feature.Labels;
import dev.lockstep.feature.value.TextShape;
import dev.lockstep.model.Target;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.StringType;
import org.jspecify.annotations.Nullable;

/** What the classes of a label column are within a model. */
public enum LabelType {
  TEXT("", "texts"),
  INTEGER(0L, "numbers"),
  NUMBER(0.0, "numbers"),
  BOOLEAN(false, "booleans");

  @SuppressWarnings("ImmutableEnumChecker") // One of the four types of labels, which are immutable.
  private final Object example;

  private final String plural;

  LabelType(Object example, String plural) {
    this.example = example;
    this.plural = plural;
  }

  /** Of the values of a column of that type, or null if they cannot be classes. */
  public static @Nullable LabelType of(DataType type) {
    if (type instanceof StringType) {
      return TEXT;
    } else if (type instanceof BooleanType) {
      return BOOLEAN;
    } else if (type instanceof IntegralType) {
      return INTEGER;
    }
    return NumberType.of(type) == null ? null : NUMBER;
  }

  /** Of a model's classes. */
  public static LabelType of(Target.Classification target) {
    Object label = target.labels().get(0);
    for (LabelType type : values()) {
      if (type.example.getClass() == label.getClass()) {
        return type;
      }
    }
    throw new IllegalArgumentException("a class cannot be a " + label.getClass());
  }

  /** The class that a value is: of this type, if it has an equal value. */
  public Object label(Object value) {
    return Labels.alike(value, example);
  }

  /** The value that a text is, in a column whose classes are of this type. */
  public Object value(String text) {
    if (this == TEXT) {
      return text;
    } else if (TextShape.LONG.fits(text)) {
      return Long.parseLong(text);
    } else if (TextShape.NUMBER.fits(text)) {
      return TextShape.number(text, false);
    }
    return TextShape.BOOLEAN.fits(text) ? (Object) Boolean.parseBoolean(text.strip()) : text;
  }

  @Override
  public String toString() {
    return plural;
  }
}
