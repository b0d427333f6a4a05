package dev.lockstep.spark.report;

import dev.lockstep.train.Plateaus.Plateau;
import java.util.LinkedHashMap;
import java.util.Map;

/** A plateau, ready for JSON. */
public final class PlateauFields {
  private PlateauFields() {}

  public static Map<String, Object> of(Plateau plateau) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("from_step", plateau.from());
    fields.put("to_step", plateau.to());
    fields.put("loss", plateau.loss());
    return fields;
  }
}
