@NullMarked
package dev.lockstep.spark.search.trial;

import org.jspecify.annotations.NullMarked;
