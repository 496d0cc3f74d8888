/** How long an attempt may take, and when its silence counts against its deployment. */
@NullMarked
package io.serai.steps.patience;

import org.jspecify.annotations.NullMarked;
