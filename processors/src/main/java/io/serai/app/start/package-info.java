/** What is done and said before the gateway is up: hardening, the folder of data, failures of the start. */
@NullMarked
package io.serai.app.start;

import org.jspecify.annotations.NullMarked;
