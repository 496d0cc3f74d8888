/** The vocabulary of a call, from request to usage record: values that every room shares, on the JDK alone. */
@NullMarked
package io.serai.chat;

import org.jspecify.annotations.NullMarked;
