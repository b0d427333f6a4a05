/**
 * The configuration of a run as typed, validated records, which any program can make by hand; begin
 * with {@link dev.lockstep.spark.config.LockstepConfig}. Nothing here knows of keys, defaults or
 * YAML: {@code key} declares them, {@code yaml} reads values, {@code file} makes a configuration
 * from what people write.
 */
@NullMarked
package dev.lockstep.spark.config;

import org.jspecify.annotations.NullMarked;
