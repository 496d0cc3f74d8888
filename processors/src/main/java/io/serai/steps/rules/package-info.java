/** How routing rules are asked, rehearsed and survived. */
@NullMarked
package io.serai.steps.rules;

import org.jspecify.annotations.NullMarked;
