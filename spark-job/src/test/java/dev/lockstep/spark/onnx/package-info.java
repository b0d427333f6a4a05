/** Tests of exported models, in ONNX Runtime. */
@NullMarked
package dev.lockstep.spark.onnx;

import org.jspecify.annotations.NullMarked;
