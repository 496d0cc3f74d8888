/** What happens to a call, from caller to usage record: values that every room shares, on the JDK alone. */
@NullMarked
package io.serai.call;

import org.jspecify.annotations.NullMarked;
