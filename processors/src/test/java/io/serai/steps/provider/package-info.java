@NullMarked
package io.serai.steps.provider;

import org.jspecify.annotations.NullMarked;
