package dev.lockstep.spark.table.read;

import java.util.Optional;

/**
 * A column that cannot be read as what it is known to hold.
 *
 * @param expected what it is known to hold
 * @param found the type that the table has, empty if it has no such column
 */
public record Misfit(String column, String expected, Optional<String> found) {}
