/**
 * What a Spark application is to any program that runs on it: its cores, the names of its jobs, the
 * BLAS that all its processes compute with. Knows no tables and no training. Begin at {@link
 * dev.lockstep.spark.cluster.Cores}.
 */
@NullMarked
package dev.lockstep.spark.cluster;

import org.jspecify.annotations.NullMarked;
