@NullMarked
package io.serai.steps;

import org.jspecify.annotations.NullMarked;
