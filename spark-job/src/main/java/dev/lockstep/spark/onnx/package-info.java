/**
 * A trained model as an ONNX file: a graph from the columns of a table, as they stand, to
 * predictions, for runtimes that know nothing of Lockstep. Begin at {@link
 * dev.lockstep.spark.onnx.OnnxModel}.
 */
@NullMarked
package dev.lockstep.spark.onnx;

import org.jspecify.annotations.NullMarked;
