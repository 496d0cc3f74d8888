/** What calls consume: counted as it passes, kept safe, stored once, and summed for reports. */
@NullMarked
package io.serai.metering;

import org.jspecify.annotations.NullMarked;
