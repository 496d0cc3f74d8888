/** The gateway as its users see it: real routes, real broker, real SDKs, stand-ins for providers. */
@NullMarked
package io.serai.e2e;

import org.jspecify.annotations.NullMarked;
