/** Reads the catalogue from YAML, with line numbers; keeps the last good one. */
@NullMarked
package io.serai.catalog.files;

import org.jspecify.annotations.NullMarked;
