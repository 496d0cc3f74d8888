/** What is said, from request to reply: values that every room shares, on the JDK alone. */
@NullMarked
package io.serai.chat;

import org.jspecify.annotations.NullMarked;
