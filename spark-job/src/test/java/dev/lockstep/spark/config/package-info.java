@NullMarked
package dev.lockstep.spark.config;

import org.jspecify.annotations.NullMarked;
