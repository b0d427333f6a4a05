package dev.lockstep.spark.exchange.topology;

/**
 * Who fills a seat.
 *
 * @param member number of the worker's executor in the plan
 * @param attempt which attempt at the seat's task the worker is
 */
public record Occupant(int member, long attempt) {}
