package dev.lockstep.spark.data;

import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.unsafe.types.UTF8String;

/** How a number is read that is written as text: NaN where the text stands for a missing value. */
record TextNumber(MissingTexts missing, boolean booleans) implements NumberType {
  @Override
  public double read(SpecializedGetters values, int ordinal) {
    UTF8String text = values.getUTF8String(ordinal);
    return missing.contains(text) ? Double.NaN : TextShape.number(text.toString(), booleans);
  }
}
