/** Loopback stand-ins of the providers' APIs that check what they get and fail on request. */
@NullMarked
package io.serai.e2e.provider;

import org.jspecify.annotations.NullMarked;
