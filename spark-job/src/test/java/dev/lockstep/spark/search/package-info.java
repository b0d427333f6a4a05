@NullMarked
package dev.lockstep.spark.search;

import org.jspecify.annotations.NullMarked;
