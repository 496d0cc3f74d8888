@NullMarked
package io.serai.steps.rules;

import org.jspecify.annotations.NullMarked;
