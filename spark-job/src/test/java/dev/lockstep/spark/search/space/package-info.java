@NullMarked
package dev.lockstep.spark.search.space;

import org.jspecify.annotations.NullMarked;
