@NullMarked
package io.serai.steps.listeners;

import org.jspecify.annotations.NullMarked;
