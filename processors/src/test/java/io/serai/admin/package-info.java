@NullMarked
package io.serai.admin;

import org.jspecify.annotations.NullMarked;
