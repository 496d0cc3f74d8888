@NullMarked
package io.serai.chat;

import org.jspecify.annotations.NullMarked;
