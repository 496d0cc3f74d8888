@NullMarked
package io.serai.steps.call;

import org.jspecify.annotations.NullMarked;
