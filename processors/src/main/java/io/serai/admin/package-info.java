/** The admin API: keys, usage, dry runs and the state of the gateway, and the note that a start prints. */
@NullMarked
package io.serai.admin;

import org.jspecify.annotations.NullMarked;
