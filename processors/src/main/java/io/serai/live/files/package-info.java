/** Live files as they are read: text, YAML with its places, and what a file says of its routes. */
@NullMarked
package io.serai.live.files;

import org.jspecify.annotations.NullMarked;
