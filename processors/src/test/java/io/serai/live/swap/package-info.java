@NullMarked
package io.serai.live.swap;

import org.jspecify.annotations.NullMarked;
