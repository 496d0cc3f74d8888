/** Who calls: virtual keys, looked up by their keyed hash in memory and kept in the database, and the admin key. */
@NullMarked
package io.serai.keys;

import org.jspecify.annotations.NullMarked;
