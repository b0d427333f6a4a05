/**
 * Compares two models, the champion and its challenger, on the same labelled rows: which is better,
 * by how much, and how much of that may be chance. Begin at {@link
 * dev.lockstep.spark.champion.Comparing}.
 */
@NullMarked
package dev.lockstep.spark.champion;

import org.jspecify.annotations.NullMarked;
