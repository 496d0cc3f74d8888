/** What a call used and what that costs: exact, on the JDK alone. */
@NullMarked
package io.serai.usage;

import org.jspecify.annotations.NullMarked;
