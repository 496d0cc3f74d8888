@NullMarked
package io.serai.steps.callers;

import org.jspecify.annotations.NullMarked;
