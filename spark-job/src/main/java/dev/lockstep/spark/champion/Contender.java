package dev.lockstep.spark.champion;

import dev.lockstep.model.Model;
import dev.lockstep.model.ModelJson;
import dev.lockstep.nn.Network;
import dev.lockstep.spark.table.read.RowReader;
import java.io.Serializable;
import org.apache.spark.broadcast.Broadcast;

/**
 * One of the models that are compared, and how it reads the table. Travels in closures: features
 * and target as JSON.
 */
record Contender(
    Network network,
    Broadcast<float[]> parameters,
    String features,
    String target,
    RowReader reader)
    implements Serializable {
  static Contender of(Model model, Broadcast<float[]> parameters, RowReader reader) {
    return new Contender(
        model.network(),
        parameters,
        ModelJson.of(model.features()),
        ModelJson.of(model.target()),
        reader);
  }
}
