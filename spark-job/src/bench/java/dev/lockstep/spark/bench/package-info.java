/** Benchmarks of training on Spark and of its peers: each a program that prints a line of JSON. */
@NullMarked
package dev.lockstep.spark.bench;

import org.jspecify.annotations.NullMarked;
