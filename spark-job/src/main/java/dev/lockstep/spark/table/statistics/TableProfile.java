package dev.lockstep.spark.table.statistics;

import dev.lockstep.spark.config.DataConfig;
import java.util.List;
import java.util.Map;

/**
 * How a table can be trained on.
 *
 * @param data the section data of a configuration with which training succeeds
 * @param regression whether the label is a number to predict, not a class
 * @param label what the label column holds, in words
 * @param excluded the columns of data.exclude, and why each is among them
 * @param features the columns that are features, and what each holds
 * @param missing the features that lack values, and the share of rows that do
 * @param rejected what is left out and why, in words; one line each
 * @param warnings what somebody should look at
 */
public record TableProfile(
    DataConfig data,
    boolean regression,
    Size size,
    String label,
    Map<String, String> excluded,
    Map<String, String> features,
    Map<String, String> missing,
    List<String> rejected,
    List<String> warnings) {
  /**
   * How large a training is.
   *
   * @param rows of the table
   * @param trainRows of those that are trained on
   * @param width number of inputs of the network
   */
  public record Size(long rows, long trainRows, int width) {}
}
