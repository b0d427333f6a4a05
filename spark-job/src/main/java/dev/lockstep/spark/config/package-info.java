/**
 * The configuration of a run: YAML read into validated records. Every key is declared once, in the
 * keys of its {@link dev.lockstep.spark.config.Section}: name, type, default and meaning; parsing,
 * errors, report.json and the table in conf/README.md derive from that.
 */
@NullMarked
package dev.lockstep.spark.config;

import org.jspecify.annotations.NullMarked;
