@NullMarked
package io.serai.call;

import org.jspecify.annotations.NullMarked;
