/** The one room that sees all others: settings, wiring, health, and sentences for starts that fail. */
@NullMarked
package io.serai.app;

import org.jspecify.annotations.NullMarked;
