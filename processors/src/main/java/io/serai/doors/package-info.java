/** The wires that callers speak: each door turns their bytes into the vocabulary and answers in their own words. */
@NullMarked
package io.serai.doors;

import org.jspecify.annotations.NullMarked;
