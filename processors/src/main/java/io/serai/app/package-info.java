/** What the process is at its start: data folder, hardening, and sentences for starts that fail. */
@NullMarked
package io.serai.app;

import org.jspecify.annotations.NullMarked;
