@NullMarked
package io.serai.json;

import org.jspecify.annotations.NullMarked;
