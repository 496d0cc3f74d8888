@NullMarked
package io.serai.metering;

import org.jspecify.annotations.NullMarked;
