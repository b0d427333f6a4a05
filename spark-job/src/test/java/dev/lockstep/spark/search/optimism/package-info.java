@NullMarked
package dev.lockstep.spark.search.optimism;

import org.jspecify.annotations.NullMarked;
