@NullMarked
package io.serai.steps.verbs;

import org.jspecify.annotations.NullMarked;
