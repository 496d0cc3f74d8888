/** Tests of the live loader on small routes and connectors of their own. */
@NullMarked
package io.serai.live;

import org.jspecify.annotations.NullMarked;
