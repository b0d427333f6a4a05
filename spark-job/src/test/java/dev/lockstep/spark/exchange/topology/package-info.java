@NullMarked
package dev.lockstep.spark.exchange.topology;

import org.jspecify.annotations.NullMarked;
