/**
 * Published models on any Hadoop file system: numbered versions that never change, and a log of
 * decisions whose last entry says which of them is current. Nothing in {@link
 * dev.lockstep.spark.registry.Registry} needs a lock, or a process that outlives another.
 */
@NullMarked
package dev.lockstep.spark.registry;

import org.jspecify.annotations.NullMarked;
