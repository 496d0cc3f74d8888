@NullMarked
package io.serai.dashboard;

import org.jspecify.annotations.NullMarked;
