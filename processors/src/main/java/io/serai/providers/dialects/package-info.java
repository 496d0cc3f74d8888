/** The one place that knows every dialect. */
@NullMarked
package io.serai.providers.dialects;

import org.jspecify.annotations.NullMarked;
