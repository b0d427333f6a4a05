/**
 * The keys of the configuration, each declared once, section by section: name, type, default and
 * meaning; parsing, errors, report.json and the table of keys derive from that. No default stands
 * anywhere else, and no file is read here. Begin with {@link
 * dev.lockstep.spark.config.key.Registry}, and with a section such as {@link
 * dev.lockstep.spark.config.key.DataKeys}.
 */
@NullMarked
package dev.lockstep.spark.config.key;

import org.jspecify.annotations.NullMarked;
