@NullMarked
package io.serai.steps.patience;

import org.jspecify.annotations.NullMarked;
