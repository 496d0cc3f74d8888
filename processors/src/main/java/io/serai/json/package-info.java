/** JSON as it is translated rather than passed on. */
@NullMarked
package io.serai.json;

import org.jspecify.annotations.NullMarked;
