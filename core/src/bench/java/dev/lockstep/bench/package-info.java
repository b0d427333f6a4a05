/**
 * Benchmarks of the core and of its peers: each a program that prints its figures as one line of
 * JSON.
 */
@NullMarked
package dev.lockstep.bench;

import org.jspecify.annotations.NullMarked;
