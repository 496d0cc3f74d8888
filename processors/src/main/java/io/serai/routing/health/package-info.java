/** Figures of how a deployment does: immutable, made from what its calls tell. */
@NullMarked
package io.serai.routing.health;

import org.jspecify.annotations.NullMarked;
