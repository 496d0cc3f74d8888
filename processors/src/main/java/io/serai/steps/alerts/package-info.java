/** Alerts, and a log that does not repeat itself. */
@NullMarked
package io.serai.steps.alerts;

import org.jspecify.annotations.NullMarked;
