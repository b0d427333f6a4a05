/**
 * The side of a session that the driver has: who holds which seat, who is asked, waited for and
 * replaced. Knows workers by what they say alone, and nothing of what they compute. Begin at {@link
 * dev.lockstep.spark.exchange.driver.Session}; {@link
 * dev.lockstep.spark.exchange.driver.Coordinator} decides.
 */
@NullMarked
package dev.lockstep.spark.exchange.driver;

import org.jspecify.annotations.NullMarked;
